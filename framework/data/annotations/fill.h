#pragma once

#include <string_view>
#include <vector>

#include "framework/core/numeric/image.h"
#include "framework/data/annotations/shapes.h"

namespace xil {

/// What became of the shapes of a picture.
struct FillCounts {
  std::size_t nothing = 0;  ///< shapes that enclose nothing: fewer than three corners, no extent
  std::size_t cut = 0;      ///< shapes that reach out of the picture by more than a pixel
  std::size_t marked = 0;   ///< pixels
};

/// The pixels of a picture whose centres lie in one of the shapes, as pycocotools and PIL fill them to within a pixel.
/// A polygon so thin that it holds no pixel's centre marks the pixels that its outline passes through. Fails with a
/// line that begins with `where` for positions that are not finite or beyond 10^7, for a shape that lies outside of the
/// picture altogether, for run lengths of another box, and for shapes that would take more than kMostFillWork steps.
Region fill(const std::vector<Shape>& shapes, int height, int width, std::string_view where, FillCounts& counts);

inline constexpr std::uint64_t kMostFillWork = 4'000'000'000;

}  // namespace xil
