#include "framework/data/drawing/over_picture.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "framework/data/codecs/scale.h"

namespace xil {
namespace {

/// The part of an item that the picture itself fills; the rest is padding.
struct Filled {
  int top = 0, left = 0, height = 0, width = 0;
};

/// Where a region of the whole picture comes to lie.
Filled filled_by(int height, int width, const SourceParams& params) {
  const Region all = scale_region(Region(height, width, 1), params);
  Filled filled{params.height(), params.width(), 0, 0};
  for (int row = 0; row < all.height; ++row) {
    for (int column = 0; column < all.width; ++column) {
      if (all.at(row, column) == 0) continue;
      filled.top = std::min(filled.top, row);
      filled.left = std::min(filled.left, column);
      filled.height = row - filled.top + 1;
      filled.width = std::max(filled.width, column - filled.left + 1);
    }
  }
  return filled;
}

/// The values of the item inside that part.
template <class T>
Plane<T> unpadded(const Plane<T>& plane, const Filled& placed) {
  Plane<T> inside(placed.height, placed.width);
  for (int row = 0; row < placed.height; ++row) {
    const auto first = plane.values.begin() + static_cast<std::ptrdiff_t>(plane.index(placed.top + row, placed.left));
    std::copy(first, first + placed.width, inside.values.begin() + static_cast<std::ptrdiff_t>(inside.index(row, 0)));
  }
  return inside;
}

}  // namespace

Map map_over(const Map& map, int height, int width, const SourceParams& params) {
  Map inside = unpadded(map, filled_by(height, width, params));
  const cv::Mat1f values(inside.height, inside.width, inside.values.data());
  Map over(height, width);
  cv::Mat1f target(height, width, over.values.data());
  const bool shrinks = width < inside.width && height < inside.height;
  cv::resize(values, target, target.size(), 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return over;
}

Region region_over(const Region& region, int height, int width, const SourceParams& params) {
  const Region inside = unpadded(region, filled_by(height, width, params));
  Region over(height, width);
  for (int row = 0; row < height; ++row) {
    const auto from = static_cast<int>((2 * std::int64_t{row} + 1) * inside.height / (2 * std::int64_t{height}));
    for (int column = 0; column < width; ++column) {
      const auto at = static_cast<int>((2 * std::int64_t{column} + 1) * inside.width / (2 * std::int64_t{width}));
      over.at(row, column) = inside.at(from, at);
    }
  }
  return over;
}

}  // namespace xil
