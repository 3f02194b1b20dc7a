#include "analysis/figures/mean_curves.h"

#include <algorithm>
#include <set>

namespace xil {
namespace {

/// Budgets at which a strategy's seeds are averaged.
std::vector<double> grid_of(const std::vector<Curve>& curves, const BudgetRange& range) {
  std::set<double> points;
  double low = range.low, high = range.high;
  for (const Curve& curve : curves) {
    points.insert(curve.x.begin(), curve.x.end());
    low = std::max(low, curve.x.front());
    high = std::min(high, curve.x.back());
  }
  // A curve of few points that goes beyond the shared range is drawn to the range's end.
  if (!range.equal_axes && low <= high) points.insert(high);
  std::vector<double> grid;
  for (const double point : points) {
    if (point >= low && point <= high) grid.push_back(point);
  }
  return grid;
}

void add_point(MeanCurve& curve, double shown, const std::vector<double>& values) {
  Rng rng(0, {.purpose = Purpose::Bootstrap,
              .round = static_cast<std::uint32_t>(curve.shown.size()),
              .item = static_cast<std::uint32_t>(curve.strategy)});
  const Interval band = bootstrap_mean(values, rng);
  curve.shown.push_back(shown);
  curve.mean.push_back(mean(values));
  curve.low.push_back(band.low);
  curve.high.push_back(band.high);
}

MeanCurve mean_curve(const Blocks& blocks, std::size_t strategy, const std::string& metric, const BudgetRange& range) {
  MeanCurve result;
  result.strategy = strategy;
  std::vector<Curve> curves;
  for (const RunData* run : blocks.runs[strategy]) {
    curves.push_back(metric_curve(run->summary, metric, range.axis));
    if (curves.back().empty()) return result;
    result.reference = result.reference || is_reference(*run);
  }
  const std::vector<double> grid =
      result.reference ? std::vector<double>{range.low, range.high} : grid_of(curves, range);
  for (const double shown : grid) {
    std::vector<double> values;
    for (const Curve& curve : curves) values.push_back(value_at(curve, shown));
    add_point(result, shown, values);
  }
  return result;
}

}  // namespace

std::vector<MeanCurve> mean_curves(const Blocks& blocks, const std::string& metric, const BudgetRange& range) {
  std::vector<MeanCurve> curves;
  for (std::size_t strategy = 0; strategy < blocks.strategies.size(); ++strategy) {
    MeanCurve curve = mean_curve(blocks, strategy, metric, range);
    if (!curve.shown.empty()) curves.push_back(std::move(curve));
  }
  return curves;
}

}  // namespace xil
