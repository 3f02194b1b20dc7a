#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "experiments/regions/coco.h"

namespace xil {

/// The regions of a session, and what was left out of them.
struct ChosenRegions {
  SessionRegions drawn;
  std::vector<std::string> practice;  ///< paths of the items of practice answers
  std::size_t comparisons = 0;        ///< items that were shown for comparison
  std::size_t erased = 0;             ///< regions that were drawn and erased again
};

/// The regions of the answers that count, with an image for every item that they answer. Each region has a mask file of
/// its own, `defect/NAME.png` or `wrong/NAME.png`, where NAME is made of letters, digits, '.', '-' and '_', whatever
/// the item's path holds; names that would be equal, in letters of either case, get a number.
ChosenRegions choose_regions(const std::string& run_id, const Session& session, const std::vector<std::string>& paths,
                             const std::vector<std::string>& class_names);

/// The session of a run file in this way. A run without one, and one whose id is no name of a folder, are failures.
ChosenRegions read_drawn_regions(const std::filesystem::path& run_file);

/// Writes `folder`/<run_id>/coco.json and the masks beside it: 8-bit grey PNG, 255 inside. Files that are there appear
/// replaced as a whole; links below `folder` are refused.
void write_regions(const SessionRegions& drawn, const std::filesystem::path& folder);

}  // namespace xil
