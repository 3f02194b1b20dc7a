#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/data/layouts/layouts.h"
#include "framework/data/sources/source_reader.h"

namespace xil {

// Oddities of the masks of a set that was read, for the run's log and for `xil data check`.

/// Paths of readable items with a defect and without a mask, ascending; empty if no item of the set has a region.
std::vector<std::string> items_without_mask(const SourceReading& reading, const Listing& listing);

/// Masks that belong to several items, ascending, each with its items. That is right if a table says so; but if masks
/// are found by their names, one mask cannot fit both "000.png" and "000.jpg".
std::vector<std::pair<std::string, std::vector<std::string>>> shared_masks(const Listing& listing);

/// Items that look like masks by their names or folders: "000_mask.png" beside "000.png", "masks/000.png" as a type of
/// defect, "000.png" beside "000.jpg". Each comes with a sentence that says so.
std::vector<std::pair<std::string, std::string>> masks_taken_for_pictures(const Listing& listing);

}  // namespace xil
