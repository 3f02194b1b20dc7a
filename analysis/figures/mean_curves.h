#pragma once

#include <cstddef>
#include <functional>
#include <map>
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

/// mean_curves() by metric, for those that have any.
using MetricMeans = std::map<std::string, std::vector<MeanCurve>>;
/// The curve of a run's metric over any axis.
using CurveOfRun = std::function<Curve(const RunSummary& run, const std::string& metric)>;
/// mean_curves() of several metrics, bit for bit, in hardly more time than one of them takes.
MetricMeans mean_curves_of(const Blocks& blocks, std::span<const std::string> metrics, const BudgetRange& range);
/// An axis with the part of it over which curves are averaged.
struct MeanAxis {
  BudgetRange range;
  CurveOfRun curve_of;
};
/// The axis of a budget.
MeanAxis mean_axis(const BudgetRange& range);
/// mean_curves_of() over several axes, bit for bit, in hardly more time than one of them takes.
std::vector<MetricMeans> mean_curves_over(const Blocks& blocks, std::span<const std::string> metrics,
                                          std::span<const MeanAxis> axes);

}  // namespace xil
