#pragma once

#include "framework/core/catalogue/run_groups.h"
#include "framework/core/numeric/image.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// The region as an expert with `params.mask_noise` marks it; may be empty. Random choices from `rng`.
/// incomplete  without the mask_noise_share of its pixels that lie farthest in a random direction
/// dilated     grown by mask_noise_px (Euclidean)
/// shifted     moved by mask_noise_px in a random direction, cut off at the picture's edge
/// arbitrary   its shape at a uniformly random place inside the picture
Region with_mask_noise(const Region& region, const OracleParams& params, Rng rng);

}  // namespace xil
