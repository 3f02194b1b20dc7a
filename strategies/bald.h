#pragma once

#include "strategies/strategy.h"

namespace xil {

/// Bayesian active learning by disagreement (Houlsby et al. 2011; Gal et al. 2017): the items on whose class the passes
/// under dropout disagree most. Label feedback only.
struct BaldParams : ComponentParams {
  std::int64_t passes = 10;

  void fields(auto&& f) { f("passes", passes, "predictions under dropout per item"); }
  void validate() const { check_within("passes", passes, 2, 1000); }
};

/// H(mean p) - mean H(p) per item in nats, from passes of [items, classes]: what the model's weights leave open about
/// the class, not what the picture does.
std::vector<double> mutual_information(std::span<const Matrix> passes);

std::unique_ptr<Strategy> make_bald(const BaldParams& params);

}  // namespace xil
