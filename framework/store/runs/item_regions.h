#pragma once

#include <filesystem>
#include <map>

#include "framework/core/interfaces/item.h"
#include "framework/core/numeric/image.h"

namespace xil {

/// The true regions of an item as a run file tells them: [height, width] of its pictures; empty (no pixels at all)
/// where the item has none.
struct ItemRegions {
  Region defect, confounder;
};

/// The true regions of the items of which a run file keeps a map. /saliency/region holds the defect where there is one,
/// else the confounder: a region that equals the confounder is taken for the confounder alone.
std::map<ItemId, ItemRegions> read_item_regions(const std::filesystem::path& file);

}  // namespace xil
