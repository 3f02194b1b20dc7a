#include "framework/nn/explainers/masks.h"

#include <algorithm>
#include <cmath>

namespace xil {
namespace {

int divide_up(int a, int b) { return (a + b - 1) / b; }

}  // namespace

MaskShaper::MaskShaper(int height, int width, int grid)
    : height_(height),
      width_(width),
      grid_(grid),
      cell_height_(divide_up(height, grid)),
      cell_width_(divide_up(width, grid)),
      rows_(taps(grid, cell_height_)),
      columns_(taps(grid, cell_width_)),
      block_rows_(block_operator(rows_, grid, height, cell_height_)),
      block_columns_(block_operator(columns_, grid, width, cell_width_)) {}

std::vector<MaskShaper::Tap> MaskShaper::taps(int cells, int cell) {
  const int size = (cells + 1) * cell;
  std::vector<Tap> result;
  result.reserve(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i) {
    double centre = (i + 0.5) * cells / size - 0.5;
    centre = std::abs(centre);
    if (centre > cells - 1) centre = 2.0 * (cells - 1) - centre;
    const int low = static_cast<int>(std::floor(centre));
    result.push_back({low, std::min(low + 1, cells - 1), centre - low});
  }
  return result;
}

template <class T>
void MaskShaper::resize(std::span<const T> values, const Tap* rows, const Tap* columns, std::size_t times,
                        std::span<T> out) const {
  const auto grid = static_cast<std::size_t>(grid_), width = static_cast<std::size_t>(width_) * times;
  std::vector<T> wide(grid * width);
  for (std::size_t row = 0; row < grid; ++row) {
    const T* from = values.data() + row * grid;
    T* to = wide.data() + row * width;
    for (std::size_t x = 0; x < static_cast<std::size_t>(width_); ++x) {
      const Tap& tap = columns[x];
      to = std::fill_n(to, times, from[tap.low] + static_cast<T>(tap.weight) * (from[tap.high] - from[tap.low]));
    }
  }
  for (int y = 0; y < height_; ++y) {
    const Tap& tap = rows[y];
    const T* low = wide.data() + static_cast<std::size_t>(tap.low) * width;
    const T* high = wide.data() + static_cast<std::size_t>(tap.high) * width;
    const T weight = static_cast<T>(tap.weight);
    T* to = out.data() + static_cast<std::size_t>(y) * width;
    for (std::size_t x = 0; x < width; ++x) to[x] = low[x] + weight * (high[x] - low[x]);
  }
}

void MaskShaper::shape(const MaskDraw& draw, std::span<float> mask, int times) const {
  const std::vector<float> cells(draw.cells.begin(), draw.cells.end());
  resize<float>(cells, rows_.data() + draw.shift_y, columns_.data() + draw.shift_x, static_cast<std::size_t>(times),
                mask);
}

std::vector<double> MaskShaper::operators(const std::vector<Tap>& taps, int side, int shifts) const {
  const auto cells = static_cast<std::size_t>(grid_);
  std::vector<double> all(static_cast<std::size_t>(shifts) * static_cast<std::size_t>(side) * cells, 0.0);
  double* row = all.data();
  for (int shift = 0; shift < shifts; ++shift) {
    for (int i = 0; i < side; ++i, row += cells) {
      const Tap& tap = taps[static_cast<std::size_t>(i + shift)];
      row[tap.low] += 1 - tap.weight;
      row[tap.high] += tap.weight;
    }
  }
  return all;
}

std::vector<double> MaskShaper::block_operator(const std::vector<Tap>& taps, int cells, int side, int shifts) {
  const auto n = static_cast<std::size_t>(cells);
  std::vector<double> all(static_cast<std::size_t>(shifts) * n * n, 0.0);
  for (int shift = 0; shift < shifts; ++shift) {
    for (int block = 0; block < cells; ++block) {
      double* row = all.data() + (static_cast<std::size_t>(shift) * n + static_cast<std::size_t>(block)) * n;
      const int first = block * side / cells, end = std::max(first + 1, (block + 1) * side / cells);
      for (int i = first; i < end; ++i) {
        const Tap& tap = taps[static_cast<std::size_t>(i + shift)];
        row[tap.low] += (1 - tap.weight) / (end - first);
        row[tap.high] += tap.weight / (end - first);
      }
    }
  }
  return all;
}

void MaskShaper::block_means(const MaskDraw& draw, std::span<double> means) const {
  const auto n = static_cast<std::size_t>(grid_);
  const double* rows = block_rows_.data() + static_cast<std::size_t>(draw.shift_y) * n * n;
  const double* columns = block_columns_.data() + static_cast<std::size_t>(draw.shift_x) * n * n;
  std::vector<double> across(n * n, 0.0);  // [block row, cell column]
  for (std::size_t b = 0; b < n; ++b) {
    for (std::size_t r = 0; r < n; ++r) {
      const double share = rows[b * n + r];
      if (share == 0) continue;  // a block overlaps few cells
      for (std::size_t c = 0; c < n; ++c) across[b * n + c] += draw.cells[r * n + c] ? share : 0;
    }
  }
  for (std::size_t b = 0; b < n; ++b) {
    for (std::size_t x = 0; x < n; ++x) {
      double mean = 0;
      for (std::size_t c = 0; c < n; ++c) mean += columns[x * n + c] * across[b * n + c];
      means[b * n + x] = mean;
    }
  }
}

std::vector<double> MaskShaper::weighted_sum(std::span<const MaskDraw> draws, std::span<const double> weights) const {
  MaskSum sum(*this);
  for (std::size_t i = 0; i < draws.size(); ++i) sum.add(draws[i], weights[i]);
  return sum.map();
}

MaskSum::MaskSum(const MaskShaper& shaper)
    : shaper_(shaper),
      grids_(static_cast<std::size_t>(shaper.cell_height()) * static_cast<std::size_t>(shaper.cell_width())) {}

void MaskSum::add(const MaskDraw& draw, double weight) {
  auto& grid = grids_[static_cast<std::size_t>(draw.shift_y * shaper_.cell_width() + draw.shift_x)];
  grid.resize(shaper_.cells());
  for (std::size_t c = 0; c < grid.size(); ++c) grid[c] += draw.cells[c] ? weight : 0;
}

std::vector<double> MaskSum::map() const {
  std::vector<double> sum(shaper_.pixels()), large(shaper_.pixels());
  const auto width = static_cast<std::size_t>(shaper_.cell_width());
  for (std::size_t shift = 0; shift < grids_.size(); ++shift) {
    if (grids_[shift].empty()) continue;
    shaper_.resize<double>(grids_[shift], shaper_.rows_.data() + shift / width, shaper_.columns_.data() + shift % width,
                           1, large);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += large[i];
  }
  return sum;
}

std::vector<double> MaskShaper::mean_operator(const std::vector<Tap>& taps, int cells, int side, int shifts) {
  std::vector<double> mean(static_cast<std::size_t>(side) * static_cast<std::size_t>(cells), 0.0);
  for (int i = 0; i < side; ++i) {
    double* row = mean.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(cells);
    for (int shift = 0; shift < shifts; ++shift) {
      const Tap& tap = taps[static_cast<std::size_t>(i + shift)];
      row[tap.low] += (1 - tap.weight) / shifts;
      row[tap.high] += tap.weight / shifts;
    }
  }
  return mean;
}

std::vector<double> MaskShaper::mean_over_shifts(std::span<const double> values) const {
  // The shifts of rows and columns are independent: the mean of the products is the product of the means.
  const std::vector<double> rows = mean_operator(rows_, grid_, height_, cell_height_);
  const std::vector<double> columns = mean_operator(columns_, grid_, width_, cell_width_);
  const auto grid = static_cast<std::size_t>(grid_), width = static_cast<std::size_t>(width_);
  std::vector<double> mean(pixels(), 0.0);
  for (std::size_t y = 0; y < static_cast<std::size_t>(height_); ++y) {
    std::vector<double> across(grid, 0.0);
    for (std::size_t r = 0; r < grid; ++r) {
      for (std::size_t c = 0; c < grid; ++c) across[c] += rows[y * grid + r] * values[r * grid + c];
    }
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t c = 0; c < grid; ++c) mean[y * width + x] += columns[x * grid + c] * across[c];
    }
  }
  return mean;
}

MaskShaper::SquaredShares MaskShaper::squared_shares(const std::vector<Tap>& taps, int cells, int side, int shifts) {
  SquaredShares squared;
  for (int shift = 0; shift < shifts; ++shift) {
    std::vector<double> mean(static_cast<std::size_t>(cells), 0.0);
    for (int i = 0; i < side; ++i) {
      const Tap& tap = taps[static_cast<std::size_t>(i + shift)];
      const double high = tap.weight, low = 1 - high;
      squared.of_rows += (tap.low == tap.high ? 1 : low * low + high * high) / side / shifts;
      mean[static_cast<std::size_t>(tap.low)] += low / side;
      mean[static_cast<std::size_t>(tap.high)] += high / side;
    }
    for (const double share : mean) squared.of_mean_row += share * share / shifts;
  }
  for (const double share : mean_operator(taps, cells, side, shifts)) squared.of_mean_shift += share * share / side;
  return squared;
}

double MaskShaper::variance_over_pixels() const {
  const SquaredShares rows = squared_shares(rows_, grid_, height_, cell_height_);
  const SquaredShares columns = squared_shares(columns_, grid_, width_, cell_width_);
  return rows.of_rows * columns.of_rows - rows.of_mean_row * columns.of_mean_row;
}

double MaskShaper::variance_over_shifts() const {
  const SquaredShares rows = squared_shares(rows_, grid_, height_, cell_height_);
  const SquaredShares columns = squared_shares(columns_, grid_, width_, cell_width_);
  return rows.of_rows * columns.of_rows - rows.of_mean_shift * columns.of_mean_shift;
}

}  // namespace xil
