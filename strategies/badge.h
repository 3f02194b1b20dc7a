#pragma once

#include "strategies/strategy.h"

namespace xil {

/// BADGE (Ash et al. 2020): k-means++ seeding over the gradients of the last layer, were the predicted class the true
/// one: items that would move the model much, in different directions. Label feedback only.
struct BadgeParams : ComponentParams {
  void fields(auto&&) {}
  void validate() const {}
};

std::unique_ptr<Strategy> make_badge(const BadgeParams& params);

}  // namespace xil
