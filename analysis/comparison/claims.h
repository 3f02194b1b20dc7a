#pragma once

#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"

namespace xil {

std::vector<std::string> strategies_of(const DatasetComparison& data);

/// The strategies of the best mean rank; several where they share it.
std::vector<std::string> leaders_of(const DatasetComparison& data);
/// "caipi over active, random (p <= .012)", one part per winner; none where nothing is claimed.
std::vector<std::string> claimed_parts(const DatasetComparison& data);
/// One sentence: the differences that the tests support on this dataset, or why they support none.
std::string claim_of(const DatasetComparison& data, const ComparisonOptions& options);

/// What the number of seeds can show on this dataset, in one sentence.
std::string advice_of(const DatasetComparison& data);

}  // namespace xil
