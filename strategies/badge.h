#pragma once

#include "strategies/strategy.h"

namespace xil {

/// BADGE (Ash et al. 2020): k-means++ seeding on the last-layer gradients computed with the predicted class as label.
/// It selects items that would change the model much and in different directions. Label feedback only.
struct BadgeParams : ComponentParams {
  void fields(auto&&) {}
  void validate() const {}
};

std::unique_ptr<Strategy> make_badge(const BadgeParams& params);

}  // namespace xil
