#pragma once

#include <cstdint>
#include <vector>

#include "framework/core/image.h"
#include "framework/core/image_sets.h"

namespace xil {

/// The picture in params.height() x params.width(): area average where it shrinks, bilinear where it grows; letterbox
/// centres it and pads.
Image scale_image(const Image& image, const SourceParams& params);

/// The region where scale_image() puts it. A pixel is inside if any marked pixel falls into it, so that a crack of one pixel
/// does not vanish when it shrinks: regions grow by less than a pixel on each side. Padding is outside.
Region scale_region(const Region& region, const SourceParams& params);

/// kThumbnailSide x kThumbnailSide grey values: the area average of the whole picture, stretched.
std::vector<std::uint8_t> thumbnail(const Image& image);

}  // namespace xil
