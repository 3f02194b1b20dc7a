#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/learner.h"
#include "framework/core/numeric/image.h"
#include "framework/nn/explainers/explainer.h"

namespace xil {

/// A picture cut into parts, each of which is shown or hidden as a whole.
struct PictureParts {
  int height = 0, width = 0;
  std::size_t count = 0;
  std::vector<std::int32_t> of_pixel;  ///< [height x width], 0 ... count - 1, row by row
};

/// The first pixel of cell `cell` of `grid` cells along a side, which are as equal as possible; for cell == grid the
/// side.
inline int cell_start(std::int64_t cell, std::int64_t grid, int side) { return static_cast<int>(cell * side / grid); }
/// grid x grid cells, row by row. Refuses a grid that is finer than the picture.
PictureParts grid_parts(int height, int width, std::int64_t grid);

/// Which parts each copy shows, [copies, parts], row by row: 1 visible, 0 hidden.
struct CopyDesign {
  std::size_t parts = 0;
  std::vector<std::uint8_t> visible;

  std::size_t copies() const { return parts == 0 ? 0 : visible.size() / parts; }
  std::span<const std::uint8_t> row(std::size_t copy) const { return std::span(visible).subspan(copy * parts, parts); }
  /// A copy that shows everything (1) or nothing (0).
  void add(std::uint8_t all) { visible.insert(visible.end(), parts, all); }
  void add(std::span<const std::uint8_t> copy) { visible.insert(visible.end(), copy.begin(), copy.end()); }
};
/// Adds a copy in which every part is visible with probability .5.
void add_coin_tosses(CopyDesign& design, Rng& rng);

/// What is scored of the copies.
struct CopyScoring {
  Fill fill = Fill::Black;
  ExplainedValue of = ExplainedValue::Score;
};
/// The value of `target` on every copy, whose hidden pixels are filled in pixel space. Copy k always has the same row
/// of its pass, so that the scores depend on the design alone. Colours come from streams.fill(), one per copy. Fails in
/// one line if a score is NaN or infinite.
std::vector<double> score_copies(const Network& network, const Image& image, int target, const PictureParts& parts,
                                 const CopyDesign& design, const CopyScoring& scoring,
                                 const ExplanationStreams& streams);

/// The map that gives each pixel the value of its part, with baseline 0 and what the scores were.
Explanation explanation_of_parts(const PictureParts& parts, std::span<const double> values,
                                 std::span<const double> scores);

}  // namespace xil
