#pragma once

#include <string>
#include <string_view>

#include "framework/data/annotations/fill.h"
#include "framework/data/annotations/shapes.h"
#include "framework/data/codecs/decode.h"

namespace xil {

/// The pixels that shapes mark in a picture that was read as `params` says. Where the picture has an EXIF orientation,
/// the shapes are filled on the pixels that they were drawn on, as drawn.on says, and turned with them. Fails with a
/// line that begins with `where`, as fill() does, if the annotation states other sides than the picture's, and if it is
/// not known on which pixels it lies.
Region region_of_shapes(const std::vector<Shape>& shapes, const DrawnShapes& drawn, const InspectedPicture& picture,
                        const SourceParams& params, std::string_view where, FillCounts& counts);

}  // namespace xil
