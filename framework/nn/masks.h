#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/rng.h"

namespace xil {

/// Turns s x s grids of bits into height x width masks as RISE does (Petsiuk 2018,
/// explanations.py): bilinear to (s + 1) * ceil(height / s) rows (columns alike; half-pixel
/// centres, mirrored at the outer cells: skimage's resize with order 1 and mode "reflect"), then a
/// crop at a shift below one cell. The two directions are two small matrix products whose operators
/// have two entries per row: those are what is kept, for all shifts at once.
class MaskShaper {
 public:
  /// Preconditions: grid >= 2, sides positive.
  MaskShaper(int height, int width, int grid);

  int height() const { return height_; }
  int width() const { return width_; }
  int grid() const { return grid_; }
  /// Shifts are 0 ... cell - 1: ceil(side / grid).
  int cell_height() const { return cell_height_; }
  int cell_width() const { return cell_width_; }
  std::size_t pixels() const {
    return static_cast<std::size_t>(height_) * static_cast<std::size_t>(width_);
  }
  /// `cells`: grid x grid, 1 visible, 0 hidden. `mask` receives height x width values in [0, 1],
  /// row by row.
  void shape(std::span<const float> cells, int shift_y, int shift_x, std::span<float> mask) const;

 private:
  /// One row of an operator: (1 - weight) at cell `low`, weight at cell `high`.
  struct Tap {
    int low = 0, high = 0;
    float weight = 0;
  };
  static std::vector<Tap> taps(int cells, int cell);

  int height_, width_, grid_, cell_height_, cell_width_;
  std::vector<Tap> rows_, columns_;
};

/// The random masks of one explanation: a Bernoulli(p) grid and a uniform shift each, from one
/// stream.
class MaskSource {
 public:
  MaskSource(int height, int width, int grid, double p, Rng rng);
  /// Writes the next mask: height x width values in [0, 1], 1 = visible.
  void next(std::span<float> mask);
  std::size_t pixels() const { return shaper_.pixels(); }

 private:
  MaskShaper shaper_;
  double p_;
  Rng rng_;
  std::vector<float> cells_;
};

}  // namespace xil
