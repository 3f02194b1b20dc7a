#include "analysis/figures/mean_curves.h"

#include <algorithm>
#include <set>

#include "analysis/statistics/parallel.h"
#include "analysis/statistics/shared_bootstrap.h"

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

/// The curve of one metric while its points are added.
struct OpenCurve {
  std::string metric;
  MeanCurve mean;
  std::vector<Curve> of_runs;
  std::vector<double> grid;
  std::size_t axis = 0;  ///< its place among the axes
};

OpenCurve opened(const Blocks& blocks, std::size_t strategy, const std::string& metric, const MeanAxis& axis) {
  const BudgetRange& range = axis.range;
  OpenCurve open{metric, {}, {}, {}};
  open.mean.strategy = strategy;
  for (const RunData* run : blocks.runs[strategy]) {
    open.of_runs.push_back(axis.curve_of(run->summary, metric));
    if (open.of_runs.back().empty()) return open;
    open.mean.reference = open.mean.reference || is_reference(*run);
  }
  open.grid = open.mean.reference ? std::vector<double>{range.low, range.high} : grid_of(open.of_runs, range);
  open.mean.shown = open.grid;
  open.mean.mean = open.mean.low = open.mean.high = std::vector<double>(open.grid.size());
  return open;
}

/// The k-th point of every curve that has one, whatever its axis: they rest on the same resamples.
void add_points(std::vector<OpenCurve>& curves, std::size_t strategy, std::size_t k) {
  std::vector<OpenCurve*> growing;
  std::vector<std::vector<double>> samples;
  for (OpenCurve& open : curves) {
    if (k >= open.grid.size()) continue;
    growing.push_back(&open);
    auto& values = samples.emplace_back();
    for (const Curve& curve : open.of_runs) values.push_back(value_at(curve, open.grid[k]));
  }
  const auto bands = shared_bootstrap_means(samples, Rng(0, {.purpose = Purpose::Bootstrap,
                                                             .round = static_cast<std::uint32_t>(k),
                                                             .item = static_cast<std::uint32_t>(strategy)}));
  for (std::size_t i = 0; i < growing.size(); ++i) {
    MeanCurve& curve = growing[i]->mean;
    curve.mean[k] = mean(samples[i]);
    curve.low[k] = bands[i].low;
    curve.high[k] = bands[i].high;
  }
}

}  // namespace

std::vector<MeanCurve> mean_curves(const Blocks& blocks, const std::string& metric, const BudgetRange& range) {
  MetricMeans means = mean_curves_of(blocks, std::span(&metric, 1), range);
  return std::move(means[metric]);
}

MetricMeans mean_curves_of(const Blocks& blocks, std::span<const std::string> metrics, const BudgetRange& range) {
  const MeanAxis axis = mean_axis(range);
  return std::move(mean_curves_over(blocks, metrics, std::span(&axis, 1)).front());
}

MeanAxis mean_axis(const BudgetRange& range) {
  return {range, [axis = range.axis](const RunSummary& run, const std::string& metric) {
            return metric_curve(run, metric, axis);
          }};
}

std::vector<MetricMeans> mean_curves_over(const Blocks& blocks, std::span<const std::string> metrics,
                                          std::span<const MeanAxis> axes) {
  std::vector<MetricMeans> means(axes.size());
  for (std::size_t strategy = 0; strategy < blocks.strategies.size(); ++strategy) {
    std::vector<OpenCurve> curves;
    std::size_t points = 0;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      for (const std::string& metric : metrics) {
        curves.push_back(opened(blocks, strategy, metric, axes[axis]));
        curves.back().axis = axis;
        points = std::max(points, curves.back().grid.size());
      }
    }
    for_each_index(points, [&](std::size_t k) { add_points(curves, strategy, k); });
    for (OpenCurve& open : curves) {
      if (!open.mean.shown.empty()) means[open.axis][open.metric].push_back(std::move(open.mean));
    }
  }
  return means;
}

}  // namespace xil
