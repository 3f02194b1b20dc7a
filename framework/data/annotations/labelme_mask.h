#pragma once

#include <string_view>

#include "framework/data/annotations/shapes.h"

namespace xil {

/// The shape of a mask of labelme: a PNG in base64, whose bright pixels are inside, with its upper left corner at a
/// position. Fails with a line that begins with `where` for anything else.
Shape labelme_mask(std::string_view base64, int left, int top, std::string_view where);

}  // namespace xil
