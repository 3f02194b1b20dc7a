#include "framework/core/numeric/map_colours.h"

#include <algorithm>
#include <cmath>

namespace xil {

MapColour map_colour(double level) {
  const double place = std::clamp(level, 0.0, 1.0) * static_cast<double>(kMapColours.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), kMapColours.size() - 2);
  MapColour colour{};
  for (std::size_t c = 0; c < colour.size(); ++c) {
    const double low = kMapColours[below][c], high = kMapColours[below + 1][c];
    colour[c] = static_cast<std::uint8_t>(std::lround(std::lerp(low, high, place - static_cast<double>(below))));
  }
  return colour;
}

}  // namespace xil
