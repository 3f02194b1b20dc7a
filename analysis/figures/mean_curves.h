#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analysis/results/run_data.h"

namespace xil {

/// The mean over seeds of one metric, point by point.
struct MeanCurve {
  std::size_t strategy = 0;  ///< position in Blocks::strategies
  bool reference = false;    ///< a constant level instead of a curve
  std::vector<double> shown, mean, low, high;
};

/// One curve per strategy that has the metric. Points: the budgets that all seeds share; if the seeds' budgets differ,
/// all budgets of any seed in their common range, by linear interpolation, and the end of that range. Bands: 95 %
/// percentile bootstrap of the mean over seeds, pointwise, from the stream Purpose::Bootstrap; NaN for one seed.
std::vector<MeanCurve> mean_curves(const Blocks& blocks, const std::string& metric, const BudgetRange& range);
/// The same of several metrics, whose resamples are drawn once.
std::vector<std::vector<MeanCurve>> mean_curves(const Blocks& blocks, std::span<const std::string> metrics,
                                                const BudgetRange& range);

}  // namespace xil
