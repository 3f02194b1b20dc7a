#include "framework/data/annotations/fill_polygon.h"

#include <algorithm>
#include <cmath>

namespace xil {
namespace {

/// The first of `count` pixels from `from` on whose centre is at or behind a position.
int first_behind(double position, int from, int count) {
  return static_cast<int>(std::clamp(std::ceil(position - 0.5), static_cast<double>(from), static_cast<double>(count)));
}

/// The part of an edge within [0, side] along one axis, as a range of its length.
struct EdgePart {
  double begin = 0, end = 1;
  void clip(double from, double to, double side) {
    if (from == to) {
      if (from < 0 || from > side) end = -1;
      return;
    }
    const double a = (0 - from) / (to - from), b = (side - from) / (to - from);
    begin = std::max(begin, std::min(a, b));
    end = std::min(end, std::max(a, b));
  }
};

}  // namespace

PixelBox pixels_of(double left, double top, double right, double bottom, const Region& region) {
  const auto floor_in = [](double value, int side) {
    return static_cast<int>(std::clamp(std::floor(value), 0.0, static_cast<double>(side)));
  };
  const auto ceil_in = [](double value, int side) {
    return static_cast<int>(std::clamp(std::ceil(value), 0.0, static_cast<double>(side)));
  };
  return {floor_in(left, region.width), floor_in(top, region.height), ceil_in(right, region.width),
          ceil_in(bottom, region.height)};
}

std::size_t fill_polygon(const std::vector<double>& points, const PixelBox& box, Region& region) {
  if (box.empty()) return 0;
  const int width = box.right - box.left;
  // An edge turns the side of all centres that lie behind it in the rows that it crosses.
  Region turns(box.bottom - box.top, width + 1);
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    const std::size_t next = i + 3 < points.size() ? i + 2 : 0;
    double x0 = points[i], y0 = points[i + 1], x1 = points[next], y1 = points[next + 1];
    if (y0 > y1) {
      std::swap(x0, x1);
      std::swap(y0, y1);
    }
    const int last = first_behind(y1, box.top, box.bottom);
    for (int row = first_behind(y0, box.top, box.bottom); row < last; ++row) {
      const double x = x0 + (row + 0.5 - y0) * (x1 - x0) / (y1 - y0);
      turns.at(row - box.top, first_behind(x, box.left, box.right) - box.left) ^= 1;
    }
  }
  std::size_t marked = 0;
  for (int row = 0; row < turns.height; ++row) {
    std::uint8_t inside = 0;
    for (int column = 0; column < width; ++column) {
      inside ^= turns.at(row, column);
      marked += inside;
      region.at(box.top + row, box.left + column) |= inside;
    }
  }
  return marked;
}

void trace_outline(const std::vector<double>& points, Region& region) {
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    const std::size_t next = i + 3 < points.size() ? i + 2 : 0;
    const double x = points[i], y = points[i + 1], dx = points[next] - x, dy = points[next + 1] - y;
    EdgePart part;
    part.clip(x, x + dx, region.width);
    part.clip(y, y + dy, region.height);
    if (part.begin > part.end) continue;
    const auto steps = static_cast<int>(std::ceil(4 * (part.end - part.begin) * std::hypot(dx, dy))) + 1;
    for (int step = 0; step <= steps; ++step) {
      const double t = part.begin + (part.end - part.begin) * step / steps;
      const int column = std::clamp(static_cast<int>(std::floor(x + t * dx)), 0, region.width - 1);
      const int row = std::clamp(static_cast<int>(std::floor(y + t * dy)), 0, region.height - 1);
      region.at(row, column) = 1;
    }
  }
}

}  // namespace xil
