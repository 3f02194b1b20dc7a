#include "analysis/figures/mean_curves.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "analysis/statistics/parallel.h"

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

/// A point of a curve whose band is still to be made.
struct OpenPoint {
  std::size_t metric, curve, point;
  std::vector<double> values;  ///< one per seed
};
/// Points by strategy, place on the curve and number of seeds: those of different metrics rest on the same resamples.
using OpenPoints = std::map<std::tuple<std::size_t, std::size_t, std::size_t>, std::vector<OpenPoint>>;

/// bootstrap_mean() with resamples that are drawn already: the positions of the values, one resample after the other.
Interval band_of(const std::vector<double>& values, std::span<const std::uint32_t> positions,
                 const Bootstrap& options) {
  const std::size_t n = values.size();
  std::vector<double> means;
  for (std::size_t first = 0; first < positions.size(); first += n) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += values[positions[first + i]];
    means.push_back(sum / static_cast<double>(n));
  }
  const double tail = (1 - options.level) / 2;
  return {quantile(means, tail), quantile(means, 1 - tail)};
}

std::vector<std::uint32_t> resamples(std::size_t strategy, std::size_t point, std::size_t seeds,
                                     const Bootstrap& options) {
  Rng rng(0, {.purpose = Purpose::Bootstrap,
              .round = static_cast<std::uint32_t>(point),
              .item = static_cast<std::uint32_t>(strategy)});
  std::vector<std::uint32_t> positions(seeds * static_cast<std::size_t>(options.resamples));
  // The numbers of rng.below(seeds), whose remainders are taken with one division for all of them.
  const std::uint64_t bound = seeds, unfair = (0 - bound) % bound, inverse = ~std::uint64_t{0} / bound;
  for (std::uint32_t& position : positions) {
    std::uint64_t draw = rng.next64();
    while (draw < unfair) draw = rng.next64();
    const auto quotient = static_cast<std::uint64_t>((static_cast<unsigned __int128>(draw) * inverse) >> 64);
    std::uint64_t rest = draw - quotient * bound;
    while (rest >= bound) rest -= bound;
    position = static_cast<std::uint32_t>(rest);
  }
  return positions;
}

/// The curve without its bands; `values` receives those of every point, one per seed.
MeanCurve mean_curve(const Blocks& blocks, std::size_t strategy, const std::string& metric, const BudgetRange& range,
                     std::vector<std::vector<double>>& values) {
  MeanCurve result;
  result.strategy = strategy;
  std::vector<Curve> curves;
  for (const RunData* run : blocks.runs[strategy]) {
    curves.push_back(metric_curve(run->summary, metric, range.axis));
    if (curves.back().empty()) return result;
    result.reference = result.reference || is_reference(*run);
  }
  result.shown = result.reference ? std::vector<double>{range.low, range.high} : grid_of(curves, range);
  for (const double shown : result.shown) {
    auto& of_point = values.emplace_back();
    for (const Curve& curve : curves) of_point.push_back(value_at(curve, shown));
    result.mean.push_back(mean(of_point));
  }
  result.low = result.high = std::vector<double>(result.shown.size(), kUndefined);
  return result;
}

void make_bands(const OpenPoints& open, std::vector<std::vector<MeanCurve>>& curves) {
  const Bootstrap options;
  const std::vector<OpenPoints::value_type> groups(open.begin(), open.end());
  for_each_index(groups.size(), [&](std::size_t i) {
    const auto& [strategy, point, seeds] = groups[i].first;
    if (seeds < 2) return;
    const std::vector<std::uint32_t> positions = resamples(strategy, point, seeds, options);
    for (const OpenPoint& one : groups[i].second) {
      const Interval band = band_of(one.values, positions, options);
      curves[one.metric][one.curve].low[point] = band.low;
      curves[one.metric][one.curve].high[point] = band.high;
    }
  });
}

}  // namespace

std::vector<std::vector<MeanCurve>> mean_curves(const Blocks& blocks, std::span<const std::string> metrics,
                                                const BudgetRange& range) {
  std::vector<std::vector<MeanCurve>> curves(metrics.size());
  OpenPoints open;
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    for (std::size_t strategy = 0; strategy < blocks.strategies.size(); ++strategy) {
      std::vector<std::vector<double>> values;
      MeanCurve curve = mean_curve(blocks, strategy, metrics[m], range, values);
      if (curve.shown.empty()) continue;
      for (std::size_t point = 0; point < values.size(); ++point)
        open[{strategy, point, values[point].size()}].push_back({m, curves[m].size(), point, std::move(values[point])});
      curves[m].push_back(std::move(curve));
    }
  }
  make_bands(open, curves);
  return curves;
}

std::vector<MeanCurve> mean_curves(const Blocks& blocks, const std::string& metric, const BudgetRange& range) {
  return std::move(mean_curves(blocks, std::span(&metric, 1), range).front());
}

}  // namespace xil
