#include "framework/core/numeric/image.h"

#include <algorithm>
#include <cmath>

namespace xil {

std::size_t area(const Region& region) {
  return static_cast<std::size_t>(
      std::count_if(region.values.begin(), region.values.end(), [](auto v) { return v != 0; }));
}

Region dilate(const Region& region, double radius) {
  Region grown = region;
  const int reach = static_cast<int>(std::floor(radius));
  for (int row = 0; row < region.height; ++row) {
    for (int column = 0; column < region.width; ++column) {
      if (region.at(row, column) == 0) continue;
      for (int y = std::max(0, row - reach); y <= std::min(region.height - 1, row + reach); ++y) {
        for (int x = std::max(0, column - reach); x <= std::min(region.width - 1, column + reach); ++x) {
          if (std::hypot(y - row, x - column) <= radius) grown.at(y, x) = 1;
        }
      }
    }
  }
  return grown;
}

std::size_t argmax(std::span<const float> values) {
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

}  // namespace xil
