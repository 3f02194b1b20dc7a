#pragma once

#include <cstdint>
#include <vector>

#include "framework/core/catalogue/source_params.h"
#include "framework/core/numeric/image.h"

// Pictures and regions of any size in the size of the items. Letterbox keeps the aspect to within a pixel, touches two
// opposite sides and centres; where the padding is odd, the row or column more is below or to the right.
// Precondition: pictures and regions are not empty.
namespace xil {

/// The picture in params.height() x params.width(): area average along an axis where it shrinks, bilinear where it
/// grows (the shrinking axis comes first where they differ). Letterbox pads with black, the picture's mean per channel,
/// or its own edge pixels.
Image scale_image(const Image& image, const SourceParams& params);

/// The region where scale_image() puts it. Along an axis where it shrinks, a pixel is inside if any marked pixel falls
/// into it, however little of it, so that a crack of one pixel neither vanishes nor breaks: regions grow by less than a
/// pixel on each side. Where it grows, the nearest pixel counts. Padding is outside.
Region scale_region(const Region& region, const SourceParams& params);

/// kThumbnailSide x kThumbnailSide grey values: the area average of the whole picture, stretched; of RGB the luma of
/// ITU-R BT.601.
std::vector<std::uint8_t> thumbnail(const Image& image);

}  // namespace xil
