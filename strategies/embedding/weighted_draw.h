#pragma once

#include <cstddef>
#include <span>

#include "framework/core/numeric/rng.h"

namespace xil {

/// A place of `weights` with a probability in proportion to its weight; 0 for weights that are all 0.
/// Precondition: there are weights, none negative, with the finite sum `total`.
std::size_t weighted_draw(std::span<const double> weights, double total, Rng& rng);

}  // namespace xil
