#include "framework/nn/masks.h"

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
      columns_(taps(grid, cell_width_)) {}

std::vector<MaskShaper::Tap> MaskShaper::taps(int cells, int cell) {
  const int size = (cells + 1) * cell;
  std::vector<Tap> result;
  result.reserve(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i) {
    double centre = (i + 0.5) * cells / size - 0.5;
    centre = std::abs(centre);
    if (centre > cells - 1) centre = 2.0 * (cells - 1) - centre;
    const int low = static_cast<int>(std::floor(centre));
    result.push_back({low, std::min(low + 1, cells - 1), static_cast<float>(centre - low)});
  }
  return result;
}

void MaskShaper::shape(std::span<const float> cells, int shift_y, int shift_x,
                       std::span<float> mask) const {
  const auto grid = static_cast<std::size_t>(grid_);
  const auto width = static_cast<std::size_t>(width_);
  const Tap* columns = columns_.data() + shift_x;
  std::vector<float> wide(grid * width);
  for (std::size_t row = 0; row < grid; ++row) {
    const float* from = cells.data() + row * grid;
    float* to = wide.data() + row * width;
    for (std::size_t x = 0; x < width; ++x) {
      const Tap& tap = columns[x];
      to[x] = from[tap.low] + tap.weight * (from[tap.high] - from[tap.low]);
    }
  }
  for (int y = 0; y < height_; ++y) {
    const Tap& tap = rows_[static_cast<std::size_t>(y + shift_y)];
    const float* low = wide.data() + static_cast<std::size_t>(tap.low) * width;
    const float* high = wide.data() + static_cast<std::size_t>(tap.high) * width;
    float* to = mask.data() + static_cast<std::size_t>(y) * width;
    for (std::size_t x = 0; x < width; ++x) to[x] = low[x] + tap.weight * (high[x] - low[x]);
  }
}

MaskSource::MaskSource(int height, int width, int grid, double p, Rng rng)
    : shaper_(height, width, grid),
      p_(p),
      rng_(rng),
      cells_(static_cast<std::size_t>(grid) * static_cast<std::size_t>(grid)) {}

void MaskSource::next(std::span<float> mask) {
  for (float& cell : cells_) cell = rng_.bernoulli(p_) ? 1.0f : 0.0f;
  const auto shift_y = rng_.below(static_cast<std::uint64_t>(shaper_.cell_height()));
  const auto shift_x = rng_.below(static_cast<std::uint64_t>(shaper_.cell_width()));
  shaper_.shape(cells_, static_cast<int>(shift_y), static_cast<int>(shift_x), mask);
}

}  // namespace xil
