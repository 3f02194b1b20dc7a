#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/data/layouts/layouts.h"
#include "framework/data/sources/source_reader.h"

namespace xil {

// What is odd about the masks of a set that was read, for the run's log and for `xil data check`.

/// Readable items with a defect and without a mask, ascending; none where no item has a region.
std::vector<std::string> items_without_mask(const SourceReading& reading, const Listing& listing);

/// Masks that several items have, ascending, each with its items: right where a table says so, but by names alone one
/// mask cannot fit both "000.png" and "000.jpg".
std::vector<std::pair<std::string, std::vector<std::string>>> shared_masks(const Listing& listing);

/// Items that look like masks by their names or folders: "000_mask.png" beside "000.png", "masks/000.png" as a type of
/// defect, "000.png" beside "000.jpg". Each with a sentence that says so.
std::vector<std::pair<std::string, std::string>> masks_taken_for_pictures(const Listing& listing);

}  // namespace xil
