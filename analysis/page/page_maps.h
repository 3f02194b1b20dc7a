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
///   [{dataset, strategy, seed, height, width, channels, kept (maps in the run file), maps: [{round, item, map,
///   picture,
///     image, region, file, predicted, truth, hit, verdict}]}]
/// A picture and its region are there once for all strategies that saw them: in the first map of their number,
/// `picture`; in later ones `image` and `region` are empty. Pixels are bytes in base64. `notes` receives a sentence for
/// each unreadable file.
Value maps_for_report(std::span<const RunData> runs, std::vector<std::string>& notes,
                      std::size_t budget_bytes = 6 << 20);

}  // namespace xil
