#pragma once

#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/image.h"
#include "framework/core/numeric/rng.h"
#include "framework/nn/networks/parameters.h"

namespace xil {

/// The picture with every pixel hidden, in 0 ... 255: [1, channels, height, width] of floats on the host. For
/// Fill::Colour that is the next colour of the stream, which other fills leave alone.
at::Tensor filled_picture(const Image& image, Fill fill, Rng& colours);

}  // namespace xil
