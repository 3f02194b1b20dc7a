#pragma once

#include "strategies/strategy.h"

namespace xil {

/// Core-set selection (Sener & Savarese 2018), greedy k-centre: each query is the pool item farthest from its nearest
/// labelled item or earlier query, by Euclidean distance of penultimate features. Label feedback only.
struct CoresetParams : ComponentParams {
  void fields(auto&&) {}
  void validate() const {}
};

std::unique_ptr<Strategy> make_coreset(const CoresetParams& params);

}  // namespace xil
