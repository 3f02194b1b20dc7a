#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>

#include "framework/core/numeric/image.h"

namespace xil {

enum class Stroke { Solid, Dashed };

/// Draws a line of `colour` with a dark rim around a region, so that it is seen on light and on dark pictures. The line
/// keeps a distance of some pixels and covers nothing of the region; where the region meets the picture's border, the
/// line runs along the border. `region` has the size of the picture.
void draw_outline(cv::Mat3b& picture, const Region& region, Stroke stroke, const std::array<std::uint8_t, 3>& colour);

}  // namespace xil
