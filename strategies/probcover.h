#pragma once

#include "strategies/strategy.h"

namespace xil {

/// ProbCover (Yehuda et al. 2022): each query is the pool item whose ball of radius delta holds most items that no ball
/// of a labelled item or earlier query holds. Features are the network's penultimate ones, scaled to length 1; the
/// authors take those of a self-supervised network. Label feedback only.
struct ProbCoverParams : ComponentParams {
  NumberOrAuto delta;
  double purity = 0.95;

  void fields(auto&& f) {
    f("delta", delta,
      "radius of the balls, at most 2; auto: the largest one at which the share `purity` of the balls holds one class "
      "only, by the clusters of k-means with one cluster per class");
    f("purity", purity, "delta: auto: share of the balls that must be pure");
  }
  void validate() const {
    if (delta.number) check_within("delta", *delta.number, 1e-6, 2);
    check_within("purity", purity, 0, 1);
  }
  void reset_ineffective() {
    if (delta.number) purity = ProbCoverParams{}.purity;
  }
};

std::unique_ptr<Strategy> make_probcover(const ProbCoverParams& params);

}  // namespace xil
