#include "analysis/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace xil {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

double mean(std::span<const double> values) {
  if (values.empty()) return kNaN;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return kNaN;
  const double centre = mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

Interval bootstrap_mean(std::span<const double> values, Rng& rng, Bootstrap options) {
  if (values.size() < 2) return {kNaN, kNaN};
  std::vector<double> means(static_cast<std::size_t>(options.resamples));
  for (double& resampled : means) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += values[rng.below(values.size())];
    resampled = sum / static_cast<double>(values.size());
  }
  const double tail = (1 - options.level) / 2;
  return {quantile(means, tail), quantile(means, 1 - tail)};
}

Interval median_interval(std::vector<double> values) {
  const std::size_t n = values.size();
  double outside = 0, term = std::pow(0.5, static_cast<double>(n));  // P(fewer than k of n below the median), P(k)
  std::size_t k = 0;
  for (; 2 * (outside + term) <= 0.05; ++k) {
    outside += term;
    term *= static_cast<double>(n - k) / static_cast<double>(k + 1);
  }
  if (k == 0) return {kNaN, kNaN};
  std::ranges::sort(values);
  return {values[k - 1], values[n - k]};
}

double value_at(const Curve& curve, double x) {
  if (curve.empty()) return kNaN;
  if (x <= curve.x.front()) return curve.y.front();
  if (x >= curve.x.back()) return curve.y.back();
  const auto above = static_cast<std::size_t>(std::upper_bound(curve.x.begin(), curve.x.end(), x) -
                                              curve.x.begin());
  const double share = (x - curve.x[above - 1]) / (curve.x[above] - curve.x[above - 1]);
  return std::lerp(curve.y[above - 1], curve.y[above], share);
}

double normalised_area(const Curve& curve, double low, double high) {
  if (curve.empty() || !(low < high) || low < curve.x.front() || high > curve.x.back()) return kNaN;
  double area = 0, last_x = low, last_y = value_at(curve, low);
  const auto advance = [&](double x) {
    const double y = value_at(curve, x);
    area += (x - last_x) * (y + last_y) / 2;
    last_x = x;
    last_y = y;
  };
  for (const double x : curve.x) {
    if (x > low && x < high) advance(x);
  }
  advance(high);
  return area / (high - low);
}

double smallest_wilcoxon_p(std::size_t pairs) {
  return std::min(1.0, 2 * std::exp2(-static_cast<double>(pairs)));
}

}  // namespace xil
