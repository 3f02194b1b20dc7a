#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace xil {

/// A mask before it is made: which cells of its grid are visible, row by row, and where it is cropped.
struct MaskDraw {
  std::vector<bool> cells;
  int shift_y = 0, shift_x = 0;
};

/// Turns s x s grids into height x width masks as RISE does (Petsiuk 2018, explanations.py): bilinear to (s + 1) *
/// ceil(height / s) rows (columns alike; half-pixel centres, mirrored at the outer cells: skimage's resize with order 1
/// and mode "reflect"), then a crop at a shift below one cell. A mask is A_y(shift_y) G A_x(shift_x)^T with two entries
/// per row of either operator: those are what is kept, for all shifts at once.
class MaskShaper {
 public:
  /// Preconditions: grid >= 2, sides positive.
  MaskShaper(int height, int width, int grid);

  int height() const { return height_; }
  int width() const { return width_; }
  int grid() const { return grid_; }
  std::size_t cells() const { return static_cast<std::size_t>(grid_) * static_cast<std::size_t>(grid_); }
  /// Shifts are 0 ... cell - 1: ceil(side / grid).
  int cell_height() const { return cell_height_; }
  int cell_width() const { return cell_width_; }
  std::size_t pixels() const { return static_cast<std::size_t>(height_) * static_cast<std::size_t>(width_); }
  /// `mask` receives height x width values in [0, 1], row by row: 1 visible, 0 hidden; each so many times, one after
  /// the other.
  void shape(const MaskDraw& draw, std::span<float> mask, int times = 1) const;
  /// A_y for every shift, [cell_height(), height, grid], and A_x, [cell_width(), width, grid].
  std::vector<double> row_operators() const { return operators(rows_, height_, cell_height_); }
  std::vector<double> column_operators() const { return operators(columns_, width_, cell_width_); }
  /// The mask's mean over each of grid x grid blocks of pixels, as equal as can be, row by row; `means` receives
  /// cells() values.
  void block_means(const MaskDraw& draw, std::span<double> means) const;
  /// Sum of weights[i] times the i-th mask, [pixels]; see MaskSum.
  std::vector<double> weighted_sum(std::span<const MaskDraw> draws, std::span<const double> weights) const;
  /// The mean over all shifts of a grid of values under the masks' operators, [pixels]: exact, nothing is drawn.
  std::vector<double> mean_over_shifts(std::span<const double> values) const;
  /// Expected variance of a mask's values over its pixels, as a share of a cell's variance p (1 - p): exact, for masks
  /// of independent cells at all shifts.
  double variance_over_pixels() const;
  /// That part of it which comes from the shifts: nothing if every mask had the same one.
  double variance_over_shifts() const;

 private:
  friend class MaskSum;
  /// One row of an operator: (1 - weight) at cell `low`, weight at cell `high`.
  struct Tap {
    int low = 0, high = 0;
    double weight = 0;
  };
  static std::vector<Tap> taps(int cells, int cell);
  /// Sums of the squared shares of the cells in a row of an operator: in the mean over rows and shifts; of the mean
  /// over all rows, in the mean over shifts; and of the mean over all shifts, in the mean over rows.
  struct SquaredShares {
    double of_rows = 0, of_mean_row = 0, of_mean_shift = 0;
  };
  static SquaredShares squared_shares(const std::vector<Tap>& taps, int cells, int side, int shifts);
  /// The mean over all shifts of an operator, [side, cells].
  static std::vector<double> mean_operator(const std::vector<Tap>& taps, int cells, int side, int shifts);
  /// The mean rows of an operator over blocks of rows, for every shift: [shifts, blocks, cells], as many blocks as
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

/// A sum of masks with weights. Added up on the grid, so that every shift is upsampled once.
class MaskSum {
 public:
  /// The shaper must outlive the sum.
  explicit MaskSum(const MaskShaper& shaper);
  void add(const MaskDraw& draw, double weight);
  /// [pixels]
  std::vector<double> map() const;

 private:
  const MaskShaper& shaper_;
  std::vector<std::vector<double>> grids_;  ///< by shift; empty where none came
};

}  // namespace xil
