#pragma once

#include <span>

#include "framework/core/numeric/rng.h"

namespace at {
class Tensor;
}

namespace xil {

/// Inverted dropout (Srivastava et al., JMLR 15, 2014, with the scaling moved to training): each
/// factor is 0 with probability `rate`, else 1 / (1 - rate), so that a unit keeps its mean.
/// Precondition: rate in [0, 1).
void draw_dropout(double rate, Rng rng, std::span<float> factors);

/// One such factor per feature, [n, width] as `features` and on their device; undefined where nothing is dropped.
at::Tensor dropout_factors(const at::Tensor& features, double rate, Rng rng);

}  // namespace xil
