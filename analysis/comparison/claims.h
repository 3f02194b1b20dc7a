#pragma once

#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"

namespace xil {

std::vector<std::string> strategies_of(const DatasetComparison& data);

/// One sentence: which differences the tests carry on this dataset, or why they carry none.
std::string claim_of(const DatasetComparison& data, const ComparisonOptions& options);

/// What the number of seeds can show there, in one sentence.
std::string advice_of(const DatasetComparison& data);

}  // namespace xil
