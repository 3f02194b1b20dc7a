#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/statistics/resampling.h"

namespace xil {

/// A dataset's bootstrap, and what it made of each strategy: the means of all resamples; see Resampling::means().
struct ResampledDataset {
  Resampling resampling;
  std::map<std::string, std::vector<double>> means;
};

/// a - b, one by one; empty where one of them is.
std::vector<double> minus(std::vector<double> a, const std::vector<double>& b);

/// Fills Comparison::across from its datasets; `resampled` goes with them.
void describe_across_datasets(Comparison& comparison, std::vector<ResampledDataset>& resampled);

}  // namespace xil
