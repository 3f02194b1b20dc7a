#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace xil {

/// A mask in compact form: which cells of its grid are visible, row by row, and the shift of its crop.
struct MaskDraw {
  std::vector<bool> cells;
  int shift_y = 0, shift_x = 0;
};

/// Turns s x s grids into height x width masks as RISE does (Petsiuk 2018, explanations.py): bilinear interpolation to
/// (s + 1) * ceil(height / s) rows (columns alike; half-pixel centres, mirrored at the outer cells: skimage's resize
/// with order 1 and mode "reflect"), then a crop at a shift below one cell. A mask is A_y(shift_y) G A_x(shift_x)^T,
/// where each row of either operator has two entries; these entries are kept for all shifts at once.
class MaskShaper {
 public:
  /// Precondition: grid >= 2, and the sides are positive.
  MaskShaper(int height, int width, int grid);

  int height() const { return height_; }
  int width() const { return width_; }
  int grid() const { return grid_; }
  std::size_t cells() const { return static_cast<std::size_t>(grid_) * static_cast<std::size_t>(grid_); }
  /// The size of a cell, ceil(side / grid). Shifts are 0 ... cell - 1.
  int cell_height() const { return cell_height_; }
  int cell_width() const { return cell_width_; }
  std::size_t pixels() const { return static_cast<std::size_t>(height_) * static_cast<std::size_t>(width_); }
  /// Writes height x width values in [0, 1] to `mask`, row by row: 1 visible, 0 hidden. Each value is written `times`
  /// times, one after the other.
  void shape(const MaskDraw& draw, std::span<float> mask, int times = 1) const;
  /// The operators for every shift: A_y as [cell_height(), height, grid] and A_x as [cell_width(), width, grid].
  std::vector<double> row_operators() const { return operators(rows_, height_, cell_height_); }
  std::vector<double> column_operators() const { return operators(columns_, width_, cell_width_); }
  /// The mask's mean over each of grid x grid blocks of pixels, which are as equal as possible, row by row; `means`
  /// receives cells() values.
  void block_means(const MaskDraw& draw, std::span<double> means) const;
  /// Sum of weights[i] times the i-th mask, [pixels]; see MaskSum.
  std::vector<double> weighted_sum(std::span<const MaskDraw> draws, std::span<const double> weights) const;
  /// The exact mean, over all shifts, of a grid of values under the masks' operators, [pixels]; nothing is drawn.
  std::vector<double> mean_over_shifts(std::span<const double> values) const;
  /// Expected variance of a mask's values over its pixels, as a share of a cell's variance p (1 - p). It is exact for
  /// masks of independent cells at all shifts.
  double variance_over_pixels() const;
  /// The part of variance_over_pixels() that comes from the shifts; it would be 0 if all masks had the same shift.
  double variance_over_shifts() const;

 private:
  friend class MaskSum;
  /// One row of an operator: (1 - weight) at cell `low`, weight at cell `high`.
  struct Tap {
    int low = 0, high = 0;
    double weight = 0;
  };
  static std::vector<Tap> taps(int cells, int cell);
  /// Sums of the squared shares of the cells: of a single row of an operator, averaged over rows and shifts (of_rows);
  /// of the mean over all rows, averaged over shifts (of_mean_row); of the mean over all shifts, averaged over rows
  /// (of_mean_shift).
  struct SquaredShares {
    double of_rows = 0, of_mean_row = 0, of_mean_shift = 0;
  };
  static SquaredShares squared_shares(const std::vector<Tap>& taps, int cells, int side, int shifts);
  /// The mean over all shifts of an operator, [side, cells].
  static std::vector<double> mean_operator(const std::vector<Tap>& taps, int cells, int side, int shifts);
  /// The mean rows of an operator over blocks of rows, for every shift: [shifts, blocks, cells], with as many blocks as
  /// cells.
  static std::vector<double> block_operator(const std::vector<Tap>& taps, int cells, int side, int shifts);
  std::vector<double> operators(const std::vector<Tap>& taps, int side, int shifts) const;
  template <class T>
  void resize(std::span<const T> values, const Tap* rows, const Tap* columns, std::size_t times,
              std::span<T> out) const;

  int height_, width_, grid_, cell_height_, cell_width_;
  std::vector<Tap> rows_, columns_;
  std::vector<double> block_rows_, block_columns_;
};

/// A sum of masks with weights. It is added up on the grids, so that every shift is upsampled only once.
class MaskSum {
 public:
  /// Precondition: the shaper outlives the sum.
  explicit MaskSum(const MaskShaper& shaper);
  void add(const MaskDraw& draw, double weight);
  /// The sum as a map, [pixels].
  std::vector<double> map() const;

 private:
  const MaskShaper& shaper_;
  std::vector<std::vector<double>> grids_;  ///< by shift; empty for a shift without masks
};

}  // namespace xil
