#pragma once

#include <cstdint>
#include <vector>

#include "framework/core/catalogue/source_params.h"
#include "framework/core/numeric/image.h"

// Scaling of pictures and regions of any size to the size of the items. Letterbox keeps the aspect ratio to within a
// pixel, touches two opposite sides and centres the picture; if the padding is odd, the extra row or column is below or
// to the right.
// Precondition: pictures and regions are not empty.
namespace xil {

/// The part of an item's picture that a picture fills, in pixels.
struct Placement {
  int top = 0, left = 0;
  int height = 0, width = 0;
};
/// The part that scale_image() fills with a picture of this size; letterbox pads the rest.
Placement place_picture(int height, int width, const SourceParams& params);

/// Scales a picture to params.height() x params.width(): area average along an axis that shrinks, bilinear along an
/// axis that grows (the shrinking axis comes first if they differ). Letterbox pads with black, with the picture's mean
/// per channel, or with its own edge pixels.
Image scale_image(const Image& image, const SourceParams& params);

/// Scales a region as scale_image() scales the picture. Along an axis that shrinks, a pixel is inside if any marked
/// pixel falls into it, however little of it, so that a crack of one pixel neither vanishes nor breaks: regions grow by
/// less than a pixel on each side. Along an axis that grows, the nearest pixel decides. Padding is outside.
Region scale_region(const Region& region, const SourceParams& params);

/// kThumbnailSide x kThumbnailSide grey values: the area average of the whole picture, stretched to a square; RGB is
/// turned into the luma of ITU-R BT.601.
std::vector<std::uint8_t> thumbnail(const Image& image);

}  // namespace xil
