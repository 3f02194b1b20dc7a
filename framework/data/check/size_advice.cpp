#include "framework/data/check/size_advice.h"

#include <algorithm>
#include <cmath>

#include "framework/core/numeric/quantile.h"
#include "framework/core/numeric/run_lengths.h"

namespace xil {
namespace {

constexpr int kTileStep = 8, kLeastTile = 32;
/// A tile that is nearly as large as the picture changes nothing.
constexpr double kMostTile = 0.75;

bool is_of(const RegionSize& region, const RegionGroup& kind) {
  return region.label == kind.label && region.type == kind.type && region.confounder == kind.confounder;
}

/// The advice on one set of regions.
class Adviser {
 public:
  explicit Adviser(const RegionSizes& sizes) : sizes_(sizes) {
    if (!sizes.small) return;
    const RegionGroup& kind = sizes.kinds[*sizes.small];
    for (const RegionSize& region : sizes.regions) {
      if (is_of(region, kind)) smallest_.push_back(&region);
    }
  }

  std::vector<SizeAdvice> advice() {
    if (!smallest_.empty()) {
      add_grid();
      add_tiles();
    }
    add_size();
    return advice_;
  }

 private:
  double median(auto figure) const {
    std::vector<double> values;
    for (const RegionSize* region : smallest_) values.push_back(static_cast<double>(figure(*region)));
    return quantile(std::move(values), 0.5);
  }

  void add_grid() {
    const RegionGroup& kind = sizes_.kinds[*sizes_.small];
    const int grid = std::min(kind.grid_of_a_cell, RegionSizes::kMostGrid);
    if (grid <= sizes_.grid) return;
    SizeAdvice advice;
    advice.grid = grid;
    advice.cells = kind.cells.median * grid * grid / (sizes_.grid * sizes_.grid);
    const IdealMap ideal(sizes_.height, sizes_.width, grid);
    std::vector<double> masses, ious;
    for (const RegionSize* region : smallest_) {
      const MapScore score = ideal.score(region_of(region->working, sizes_.height, sizes_.width, "region"));
      masses.push_back(score.mass);
      ious.push_back(score.iou);
    }
    advice.best = MapScore{quantile(std::move(masses), 0.5), quantile(std::move(ious), 0.5)};
    advice_.push_back(advice);
  }

  /// Tiles of which the median region covers a cell at the present grid, or at the finest one where they would be tiny.
  void add_tiles() {
    const double side = std::sqrt(median([](const RegionSize& region) { return region.pixels; }));
    for (const int grid : {sizes_.grid, RegionSizes::kMostGrid}) {
      const int tile = static_cast<int>(side * grid / std::sqrt(RegionSizes::kLeastCells)) / kTileStep * kTileStep;
      if (tile < kLeastTile) continue;
      if (tile > kMostTile * median([](const RegionSize& region) { return region.picture; })) return;
      SizeAdvice advice;
      advice.change = SizeAdvice::Change::Tiles;
      advice.grid = grid;
      advice.tile = tile;
      const double longest = median([](const RegionSize& region) { return region.longest; });
      advice.overlap = std::min(tile / 2, static_cast<int>(std::ceil(longest / kTileStep)) * kTileStep);
      advice.cells = side * side * grid * grid / (tile * tile);
      advice_.push_back(advice);
      return;
    }
  }

  std::size_t vanishing_at(int longer_side) const {
    return static_cast<std::size_t>(std::ranges::count_if(sizes_.regions, [&](const RegionSize& region) {
      return region.vanishes && region.visible_side > longer_side;
    }));
  }

  bool few_vanish_at(int longer_side) const {
    return std::ranges::all_of(sizes_.kinds, [&](const RegionGroup& kind) {
      const auto vanishing = std::ranges::count_if(sizes_.regions, [&](const RegionSize& region) {
        return is_of(region, kind) && region.vanishes && region.visible_side > longer_side;
      });
      return static_cast<double>(vanishing) <= RegionSizes::kMostVanishing * static_cast<double>(kind.count);
    });
  }

  /// The first size at which few enough regions vanish, and at which the cells of the proposed grid have some pixels.
  void add_size() {
    const int longer = std::max(sizes_.height, sizes_.width), shorter = std::min(sizes_.height, sizes_.width);
    std::vector<int> sides = {longer};
    for (const RegionSize& region : sizes_.regions) {
      if (region.vanishes) sides.push_back(region.visible_side);
    }
    std::ranges::sort(sides);
    const auto enough = std::ranges::find_if(sides, [&](int side) { return few_vanish_at(side); });
    if (enough == sides.end()) return;
    int finest = sizes_.grid;
    for (const SizeAdvice& other : advice_)
      finest = std::max(finest, other.change == SizeAdvice::Change::Grid ? other.grid : 0);
    const double for_cells = static_cast<double>(RegionSizes::kLeastCellPixels * finest) / shorter;
    const double factor = std::max(static_cast<double>(*enough) / longer, for_cells);
    if (factor <= 1) return;
    SizeAdvice advice;
    advice.change = SizeAdvice::Change::Size;
    advice.grid = finest;
    advice.height = static_cast<int>(std::lround(factor * sizes_.height));
    advice.width = static_cast<int>(std::lround(factor * sizes_.width));
    advice.vanishing = vanishing_at(std::max(advice.height, advice.width));
    if (sizes_.small) advice.cells = sizes_.kinds[*sizes_.small].cells.median;
    advice_.push_back(advice);
  }

  const RegionSizes& sizes_;
  std::vector<const RegionSize*> smallest_;
  std::vector<SizeAdvice> advice_;
};

}  // namespace

std::vector<SizeAdvice> size_advice(const RegionSizes& sizes) { return Adviser(sizes).advice(); }

}  // namespace xil
