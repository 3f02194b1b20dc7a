#pragma once

#include <cstdint>
#include <vector>

#include "framework/core/numeric/image.h"

namespace xil {

/// Pixels [left, right) x [top, bottom).
struct PixelBox {
  int left = 0, top = 0, right = 0, bottom = 0;
  bool empty() const { return left >= right || top >= bottom; }
  std::uint64_t pixels() const {
    return empty() ? 0 : static_cast<std::uint64_t>(right - left) * static_cast<std::uint64_t>(bottom - top);
  }
};

/// The pixels of a picture whose squares a box of positions touches.
PixelBox pixels_of(double left, double top, double right, double bottom, const Region& region);

/// Marks the pixels whose centres lie in the polygon, by the even-odd rule; returns how many. `box`: pixels_of() its
/// corners. A centre on the outline is inside where the outline is on its left or upper side.
std::size_t fill_polygon(const std::vector<double>& points, const PixelBox& box, Region& region);

/// Marks the pixels that the polygon's outline passes through.
void trace_outline(const std::vector<double>& points, Region& region);

}  // namespace xil
