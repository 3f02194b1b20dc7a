#pragma once

#include "framework/core/catalogue/run_groups.h"
#include "framework/core/numeric/image.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// The region as an expert with `params.mask_noise` marks it; may be empty. Random choices from `rng`.
/// incomplete     without the mask_noise_share of its pixels that lie farthest in a random direction
/// dilated        grown by mask_noise_px (Euclidean)
/// shifted        moved by mask_noise_px in a random direction, cut off at the picture's edge
/// arbitrary      its shape at a uniformly random place inside the picture
/// random_pixels  each pixel of the picture with probability 1/2
/// opposite_bar   a bar in the middle of the border opposite to the region, along it, across or down as a draw decides:
///                8 x 2 pixels where the picture has 28 x 28, and in proportion elsewhere
/// lower_half     without the first half of its pixels in reading order
/// whole_picture  every pixel of the picture
/// The last four are the feedback of XIL typology (Friedrich et al. 2023) that is called random, wrong, incomplete and
/// adversarial there; its bar lies across or down by the class. An empty region stays empty.
Region with_mask_noise(const Region& region, const OracleParams& params, Rng rng);

/// Whether the noise puts a region of its own in the place of the marked one. It then stands for what the expert calls
/// wrong, so that it applies to confounders, while defects are marked as they are.
bool invents_region(MaskNoise noise);

}  // namespace xil
