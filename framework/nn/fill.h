#pragma once

#include <vector>

#include "framework/core/image.h"
#include "framework/core/tables.h"

namespace xil {

/// What hidden pixels become: channels x height x width values in 0 ... 255, planar like the image.
/// Black is 0; mean is each channel's mean; blur is the image under a Gaussian with sigma = side /
/// 10 in either direction, its weights renormalised where they would reach over the edge.
std::vector<float> fill_pixels(const Image& image, Fill fill);

}  // namespace xil
