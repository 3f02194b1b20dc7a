#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/statistics/resampling.h"

namespace xil {

/// The bootstrap of a dataset: the means of all resamples, per strategy; see Resampling::means().
struct ResampledDataset {
  Resampling resampling;
  std::map<std::string, std::vector<double>> means;
};

/// a - b, element by element; empty if one of them is empty.
std::vector<double> minus(std::vector<double> a, const std::vector<double>& b);

/// Fills Comparison::across from its datasets; `resampled` has one element per dataset, in their order.
void describe_across_datasets(Comparison& comparison, std::vector<ResampledDataset>& resampled);

}  // namespace xil
