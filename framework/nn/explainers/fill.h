#pragma once

#include <span>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/image.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// The values of hidden pixels: channels x height x width values in 0 ... 255, planar like the image. Black is 0; mean
/// is each channel's mean; blur is the image under a Gaussian with sigma = side / 10 in each direction, whose weights
/// are renormalised where they would reach over the edge.
/// Precondition: `fill` is not colour, which is drawn per mask and not per image.
std::vector<float> fill_pixels(const Image& image, Fill fill);

/// Draws the next colour of MC-RISE (Hatakeyama et al., ACCV 2020, arXiv 2010.02468): one value per channel, each
/// uniform in 0, 1, ..., 255.
void draw_colour(Rng& rng, std::span<float> channels);

}  // namespace xil
