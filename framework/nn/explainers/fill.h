#pragma once

#include <span>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/image.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// What hidden pixels become: channels x height x width values in 0 ... 255, planar like the image.
/// Black is 0; mean is each channel's mean; blur is the image under a Gaussian with sigma = side /
/// 10 in either direction, its weights renormalised where they would reach over the edge.
/// Precondition: not colour, which goes with a mask, not with the image.
std::vector<float> fill_pixels(const Image& image, Fill fill);

/// The next colour of MC-RISE (Hatakeyama et al., ACCV 2020, arXiv 2010.02468): a value per
/// channel, each uniform in 0, 1, ..., 255.
void draw_colour(Rng& rng, std::span<float> channels);

}  // namespace xil
