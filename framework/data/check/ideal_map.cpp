#include "framework/data/check/ideal_map.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace xil {
namespace {

/// The weights of the cells in the pixels of an axis, pixel by pixel: a mask's cells are enlarged bilinearly to grid +
/// 1 cells of `cell` pixels, mirrored at their ends, and the picture begins `shift` pixels in (the masks of
/// framework/nn/explainers/masks.h).
std::vector<float> weights(int side, int grid, int cell, int shift) {
  const auto cells = static_cast<std::size_t>(grid);
  std::vector<float> table(static_cast<std::size_t>(side) * cells, 0.0F);
  for (int pixel = 0; pixel < side; ++pixel) {
    double centre = std::abs((pixel + shift + 0.5) * grid / ((grid + 1) * cell) - 0.5);
    if (centre > grid - 1) centre = 2.0 * (grid - 1) - centre;
    const int low = static_cast<int>(std::floor(centre)), high = std::min(low + 1, grid - 1);
    float* row = &table[static_cast<std::size_t>(pixel) * cells];
    row[low] += static_cast<float>(1 - (centre - low));
    row[high] += static_cast<float>(centre - low);
  }
  return table;
}

/// Covariances of the pixels of an axis, in units of a cell's variance: the mean over all shifts.
std::vector<float> covariances(int side, int grid) {
  const int cell = (side + grid - 1) / grid;
  const auto pixels = static_cast<std::size_t>(side), cells = static_cast<std::size_t>(grid);
  std::vector<float> table(pixels * pixels, 0.0F), columns(cells * pixels);
  for (int shift = 0; shift < cell; ++shift) {
    const std::vector<float> rows = weights(side, grid, cell, shift);
    for (std::size_t i = 0; i < rows.size(); ++i) columns[i % cells * pixels + i / cells] = rows[i];
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] == 0) continue;  // a pixel has weights of two cells
      const float* from = &columns[i % cells * pixels];
      float* to = &table[i / cells * pixels];
      for (std::size_t j = 0; j < pixels; ++j) to[j] += rows[i] * from[j] / static_cast<float>(cell);
    }
  }
  return table;
}

struct Bounds {
  int top, bottom, left, right;  // [top, bottom) x [left, right)
};

Bounds bounds_of(const Region& region) {
  Bounds bounds{region.height, 0, region.width, 0};
  for (int row = 0; row < region.height; ++row) {
    for (int column = 0; column < region.width; ++column) {
      if (region.at(row, column) == 0) continue;
      bounds.top = std::min(bounds.top, row);
      bounds.bottom = row + 1;
      bounds.left = std::min(bounds.left, column);
      bounds.right = std::max(bounds.right, column + 1);
    }
  }
  return bounds;
}

}  // namespace

IdealMap::IdealMap(int height, int width, int grid)
    : height_(height), width_(width), rows_(covariances(height, grid)), columns_(covariances(width, grid)) {}

Map IdealMap::of(const Region& region) const {
  const Bounds bounds = bounds_of(region);
  const auto wide = static_cast<std::size_t>(width_);
  Map map(height_, width_);
  std::vector<float> sums(static_cast<std::size_t>(bounds.bottom - bounds.top) * wide, 0.0F);
  for (int row = bounds.top; row < bounds.bottom; ++row) {
    float* sum = &sums[static_cast<std::size_t>(row - bounds.top) * wide];
    for (int column = bounds.left; column < bounds.right; ++column) {
      if (region.at(row, column) == 0) continue;
      const float* from = &columns_[static_cast<std::size_t>(column) * wide];
      for (std::size_t x = 0; x < wide; ++x) sum[x] += from[x];
    }
  }
  for (int y = 0; y < height_; ++y) {
    float* out = &map.at(y, 0);
    for (int row = bounds.top; row < bounds.bottom; ++row) {
      const float weight =
          rows_[static_cast<std::size_t>(y) * static_cast<std::size_t>(height_) + static_cast<std::size_t>(row)];
      if (weight == 0) continue;
      const float* sum = &sums[static_cast<std::size_t>(row - bounds.top) * wide];
      for (std::size_t x = 0; x < wide; ++x) out[x] += weight * sum[x];
    }
  }
  return map;
}

MapScore IdealMap::score(const Region& region) const {
  const Map map = of(region);
  double total = 0, inside = 0;
  std::size_t positive = 0;
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    total += map.values[i];
    positive += map.values[i] > 0 ? 1 : 0;
    if (region.values[i] != 0) inside += map.values[i];
  }
  const double mean = total / static_cast<double>(std::max<std::size_t>(positive, 1));
  std::size_t both = 0, either = 0;
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    const bool marked = region.values[i] != 0, shown = map.values[i] > mean;
    both += marked && shown ? 1 : 0;
    either += marked || shown ? 1 : 0;
  }
  return {inside / total, static_cast<double>(both) / static_cast<double>(either)};
}

}  // namespace xil
