#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analysis/results/run_data.h"
#include "framework/core/base/value.h"

namespace xil {

/// Maps of one run per dataset and strategy, the one of the least seed, with their pictures at most about
/// `budget_bytes` of them, items with maps of most rounds first:
///   pictures: [{image, region}], of an item once for all strategies that saw the same
///   sets: [{dataset, strategy, seed, height, width, channels, kept (maps in the run file), maps: [{round, item,
///   picture,
///     map, file, predicted, truth, hit, verdict}]}]
/// Pixels are bytes in base64. `notes` receives a sentence for each unreadable file.
Value maps_for_report(std::span<const RunData> runs, std::vector<std::string>& notes,
                      std::size_t budget_bytes = 6 << 20);

}  // namespace xil
