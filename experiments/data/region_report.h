#pragma once

#include <string>
#include <vector>

#include "framework/core/base/value.h"
#include "framework/data/check/region_sizes.h"

// The words of region sizes, for all commands that warn of them.
namespace xil {

/// One sentence per class and type whose regions vanish at the working size, and whose median region is smaller than a
/// cell; empty where all can be shown.
std::vector<std::string> warnings_of(const RegionSizes& sizes);
/// One line per change of settings that helps: the setting as key=value, and what follows from it.
std::vector<std::string> advice_of(const RegionSizes& sizes);

/// The part of `xil data check` on regions: a table by class and type, the warnings and the advice.
std::string as_text(const RegionSizes& sizes);

/// size, grid; kinds (label, type, confounder, count, share and cells as low, median, high; best_mass, best_iou, small,
/// vanishing, merging, grid_of_a_cell); smallest: the place of the kind that the advice is about, null if no kind is
/// too small; advice (change, setting, grid, cells, best_mass, best_iou, vanishing); warnings. Areas are shares in [0,
/// 1].
Value as_json(const RegionSizes& sizes);

}  // namespace xil
