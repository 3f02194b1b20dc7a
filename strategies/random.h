#pragma once

#include "strategies/strategy.h"

namespace xil {

/// Items in random order, label feedback only.
struct RandomParams : ComponentParams {
  void fields(auto&&) {}
  void validate() const {}
};

std::unique_ptr<Strategy> make_random(const RandomParams& params);

}  // namespace xil
