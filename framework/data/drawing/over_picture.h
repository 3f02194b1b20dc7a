#pragma once

#include "framework/core/catalogue/source_params.h"
#include "framework/core/numeric/image.h"

// What is known of an item's pixels, laid over the picture that the item was scaled from.
namespace xil {

/// A map of the item's size over a picture of height x width pixels: without the padding of letterbox, enlarged
/// bilinearly, or reduced by area averages.
/// Precondition: the map has params.height() x params.width() values; both sides are positive.
Map map_over(const Map& map, int height, int width, const SourceParams& params);
/// A region of the item in the same way; the nearest pixel decides, so that its edges show the item's pixels.
Region region_over(const Region& region, int height, int width, const SourceParams& params);

}  // namespace xil
