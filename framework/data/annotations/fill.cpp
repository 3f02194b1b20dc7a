#include "framework/data/annotations/fill.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/core/base/error.h"
#include "framework/data/annotations/fill_polygon.h"

namespace xil {
namespace {

constexpr double kFarthest = 1e7;
constexpr std::uint64_t kCrossingWork = 8;  // of an edge and a row, in units of passing over a pixel

/// At most how many rows all edges of a polygon cross together.
std::uint64_t crossings_of(const std::vector<double>& points, int rows) {
  std::uint64_t crossings = 0;
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    const std::size_t next = i + 3 < points.size() ? i + 2 : 0;
    const double height = std::abs(points[next + 1] - points[i + 1]);
    crossings += 1 + static_cast<std::uint64_t>(std::min(height, static_cast<double>(rows)));
  }
  return crossings;
}

/// The smallest box around positions, each with a margin.
struct Extent {
  double left = std::numeric_limits<double>::max(), top = left, right = -left, bottom = -left;
  void add(double x, double y, double margin) {
    left = std::min(left, x - margin);
    right = std::max(right, x + margin);
    top = std::min(top, y - margin);
    bottom = std::max(bottom, y + margin);
  }
};

/// Marks one shape after the other.
class Filler {
 public:
  Filler(int height, int width, std::string_view where, FillCounts& counts)
      : region_(height, width), where_(where), counts_(counts) {}

  void add(const Shape& shape) {
    check_numbers(shape);
    switch (shape.kind) {
      case Shape::Kind::Polygon:
        return add_polygon(shape.points);
      case Shape::Kind::Disc:
        return add_disc(shape.points);
      case Shape::Kind::Stroke:
        return add_stroke(shape);
      case Shape::Kind::Runs:
        return add_runs(shape);
    }
  }

  Region take() {
    counts_.marked = area(region_);
    return std::move(region_);
  }

 private:
  void check_numbers(const Shape& shape) const {
    const bool bearable = std::ranges::all_of(
        shape.points, [](double value) { return std::isfinite(value) && std::abs(value) <= kFarthest; });
    require(bearable, "{}: a shape has a position that is no number, or beyond {}: correct the annotation", where_,
            kFarthest);
  }

  void work(std::uint64_t steps) {
    steps_ += std::min(steps, kMostFillWork + 1);
    require(steps_ <= kMostFillWork, "{}: its shapes are too many, or have too many corners: simplify them", where_);
  }

  /// The pixels that a shape may touch; fails for one that lies outside of the picture altogether.
  PixelBox box_of(const Extent& extent) {
    require(extent.right > 0 && extent.bottom > 0 && extent.left < region_.width && extent.top < region_.height,
            "{}: a shape from ({:.6g}, {:.6g}) to ({:.6g}, {:.6g}) lies outside of the picture of {} x {} pixels: "
            "correct the annotation",
            where_, extent.left, extent.top, extent.right, extent.bottom, region_.width, region_.height);
    const bool cut =
        extent.left < -1 || extent.top < -1 || extent.right > region_.width + 1 || extent.bottom > region_.height + 1;
    if (cut) ++counts_.cut;
    return pixels_of(extent.left, extent.top, extent.right, extent.bottom, region_);
  }

  void add_polygon(const std::vector<double>& points) {
    Extent extent;
    for (std::size_t i = 0; i + 1 < points.size(); i += 2) extent.add(points[i], points[i + 1], 0);
    // A line encloses nothing, but a polygon that is flat in one direction may be a crack.
    if (points.size() < 6 || (extent.left == extent.right && extent.top == extent.bottom)) {
      ++counts_.nothing;
      return;
    }
    const PixelBox box = box_of({extent.left, extent.top, std::max(extent.right, extent.left + 1e-9),
                                 std::max(extent.bottom, extent.top + 1e-9)});
    work(kCrossingWork * crossings_of(points, box.bottom - box.top) + 2 * box.pixels());
    if (fill_polygon(points, box, region_) > 0) return;
    work(4 * points.size() * static_cast<std::uint64_t>(region_.height + region_.width));
    trace_outline(points, region_);
  }

  void add_disc(const std::vector<double>& points) {
    if (points[2] <= 0) {
      ++counts_.nothing;
      return;
    }
    add_within({points[0], points[1]}, points[2]);
  }

  void add_stroke(const Shape& shape) { add_within(shape.points, shape.width / 2); }

  /// Marks what is at most `margin` from a line.
  void add_within(const std::vector<double>& points, double margin) {
    Extent whole;
    for (std::size_t i = 0; i + 1 < points.size(); i += 2) whole.add(points[i], points[i + 1], margin);
    box_of(whole);
    for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
      const std::size_t next = i + 3 < points.size() ? i + 2 : i;
      const double x = points[i], y = points[i + 1], dx = points[next] - x, dy = points[next + 1] - y;
      Extent extent;
      extent.add(x, y, margin);
      extent.add(x + dx, y + dy, margin);
      const PixelBox box = pixels_of(extent.left, extent.top, extent.right, extent.bottom, region_);
      work(kCrossingWork * box.pixels());
      const double length = dx * dx + dy * dy;
      for (int row = box.top; row < box.bottom; ++row) {
        for (int column = box.left; column < box.right; ++column) {
          const double px = column + 0.5 - x, py = row + 0.5 - y;
          const double t = length > 0 ? std::clamp((px * dx + py * dy) / length, 0.0, 1.0) : 0;
          if (std::hypot(px - t * dx, py - t * dy) <= margin) region_.at(row, column) = 1;
        }
      }
    }
  }

  void add_runs(const Shape& shape) {
    const auto box = static_cast<std::uint64_t>(shape.box_height) * static_cast<std::uint64_t>(shape.box_width);
    work(box + shape.runs.size());
    std::uint64_t all = 0;
    for (const std::uint32_t run : shape.runs) all += run;
    require(shape.box_height > 0 && shape.box_width > 0 && all == box,
            "{}: run lengths of {} pixels for a box of {} x {}: restore the annotation", where_, all, shape.box_height,
            shape.box_width);
    box_of({static_cast<double>(shape.left), static_cast<double>(shape.top),
            static_cast<double>(shape.left) + shape.box_width, static_cast<double>(shape.top) + shape.box_height});
    std::uint64_t at = 0;
    bool inside = false, any = false;
    for (const std::uint32_t run : shape.runs) {
      for (std::uint64_t i = inside ? at : at + run; i < at + run; ++i) {
        mark(shape.top + static_cast<std::int64_t>(i % static_cast<std::uint64_t>(shape.box_height)),
             shape.left + static_cast<std::int64_t>(i / static_cast<std::uint64_t>(shape.box_height)));
        any = true;
      }
      at += run;
      inside = !inside;
    }
    if (!any) ++counts_.nothing;
  }

  void mark(std::int64_t row, std::int64_t column) {
    if (row < 0 || column < 0 || row >= region_.height || column >= region_.width) return;
    region_.at(static_cast<int>(row), static_cast<int>(column)) = 1;
  }

  Region region_;
  std::string_view where_;
  FillCounts& counts_;
  std::uint64_t steps_ = 0;
};

}  // namespace

Region fill(const std::vector<Shape>& shapes, int height, int width, std::string_view where, FillCounts& counts) {
  Filler filler(height, width, where, counts);
  for (const Shape& shape : shapes) filler.add(shape);
  return filler.take();
}

}  // namespace xil
