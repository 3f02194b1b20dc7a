#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/catalogue/source_set.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/data/check/ideal_map.h"
#include "framework/data/files/dataset_root.h"
#include "framework/data/layouts/layouts.h"

// Marked regions beside the working size of the pictures and the mask grid of the explainer.
namespace xil {

/// One marked region: all that one mask marks.
struct RegionSize {
  std::string label, type;
  bool confounder = false;
  double share = 0;       ///< of its picture's area
  double cells = 0;       ///< of the mask grid: share x grid x grid, less where letterbox pads the picture
  double pixels = 0;      ///< area in pixels of the file, or of the working picture where there is no file
  int longest = 0;        ///< longer side of its bounding box, in the same pixels
  int picture = 0;        ///< shorter side of its picture, in the same pixels
  MapScore best;          ///< of the ideal map: what no explanation of a run can be expected to exceed
  bool vanishes = false;  ///< no pixel of the working picture is covered by it to a half, so that its contrast is lost
  bool merges = false;    ///< it has fewer pieces at the working size than in its file
  int visible_side = 0;   ///< vanishes: the longer working side from which on it does not
  std::vector<std::int64_t> working = {};  ///< run lengths of the region at the working size
};

struct Quartiles {
  double low = 0, median = 0, high = 0;
};

/// The regions of one class and type.
struct RegionGroup {
  std::string label, type;
  bool confounder = false;
  std::size_t count = 0;
  Quartiles share, cells;
  MapScore best;          ///< medians
  std::size_t small = 0;  ///< regions of less than kLeastCells
  std::size_t vanishing = 0, merging = 0;
  int grid_of_a_cell = 0;  ///< the coarsest grid of which the median region covers a cell
};

/// A change that makes the smallest kind's median region cover about a cell, or keeps regions from vanishing.
struct SizeAdvice {
  enum class Change { Grid, Tiles, Size } change = Change::Grid;
  int grid = 0;                  ///< explainer.grid under this change
  int tile = 0, overlap = 0;     ///< pixels of the files
  int height = 0, width = 0;     ///< size
  double cells = 0;              ///< of the smallest kind's median region under this change
  std::optional<MapScore> best;  ///< medians of that kind under this change, if they are known
  std::size_t vanishing = 0;     ///< Size: regions that still vanish
};

struct RegionSizes {
  int height = 0, width = 0;  ///< of the working pictures
  int grid = 0;
  std::vector<RegionSize> regions;
  std::vector<RegionGroup> kinds;    ///< by class, type, then confounders after defects
  std::optional<std::size_t> small;  ///< the kind with the smallest median share, if that is below kLeastCells
  std::vector<SizeAdvice> advice;

  /// Criterion: the median region of a class and type covers one cell at least. A compact region of one cell has .2
  /// of the ideal map's relevance inside, which is the default verdict_threshold; one of a fifth of a cell has .05.
  /// Below a cell the simulated expert calls every explanation wrong, whatever the network looks at.
  static constexpr double kLeastCells = 1;
  /// Finer grids are not proposed: their 256 cells and more need thousands of masks.
  static constexpr int kMostGrid = 16;
  /// A cell of fewer pixels than that hides next to nothing of a picture.
  static constexpr int kLeastCellPixels = 4;
  /// Share of a kind's regions that may vanish before another size is proposed.
  static constexpr double kMostVanishing = 0.05;
};

/// The regions of an image set that runs use, measured in its mask files. `listing` and `set`: as list_items() and
/// read_items() give them; items that the reading does not have are left out.
RegionSizes region_sizes(const DatasetRoot& root, const Listing& listing, const SourceSet& set,
                         const SourceParams& params, int grid);
/// The same for a dataset in memory, such as a procedural one: files and working pictures are the same.
RegionSizes region_sizes(const Dataset& dataset, int grid);

/// Kinds, the smallest kind and the advice, from the regions.
void summarise(RegionSizes& sizes);

}  // namespace xil
