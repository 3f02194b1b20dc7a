#include "analysis/statistics/statistics.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace xil {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Up to this number of values, the terms of the binomial distribution are summed from 1/2^n, which must not underflow.
constexpr std::size_t kSummed = 1000;

bool has_nan(std::span<const double> values) {
  return std::ranges::any_of(values, [](double value) { return std::isnan(value); });
}

/// median_interval() for more than kSummed values.
Interval middle_of_many(std::vector<double> values) {
  if (has_nan(values)) return {kNaN, kNaN};
  const auto n = static_cast<double>(values.size());
  const boost::math::binomial below_median(n, 0.5);
  auto k = static_cast<std::size_t>(
      n / 2 - 0.9 * std::sqrt(n));  // a little more than the 0.98 sqrt(n) of the normal curve leaves
  while (k > 0 && 2 * boost::math::cdf(below_median, static_cast<double>(k - 1)) > 0.05) --k;
  std::ranges::sort(values);
  return {values[k - 1], values[values.size() - k]};
}

}  // namespace

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

double without_rounding(double difference) { return std::abs(difference) < 1e-12 ? 0 : difference; }

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
  if (n > kSummed) return middle_of_many(std::move(values));
  if (has_nan(values)) return {kNaN, kNaN};
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
  if (curve.empty() || std::isnan(x)) return kNaN;
  if (x <= curve.x.front()) return curve.y.front();
  if (x >= curve.x.back()) return curve.y.back();
  const auto above = static_cast<std::size_t>(std::upper_bound(curve.x.begin(), curve.x.end(), x) - curve.x.begin());
  const double share = (x - curve.x[above - 1]) / (curve.x[above] - curve.x[above - 1]);
  return share == 0 ? curve.y[above - 1] : std::lerp(curve.y[above - 1], curve.y[above], share);
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
  return std::clamp(2 * std::exp2(-static_cast<double>(pairs)), std::numeric_limits<double>::min(), 1.0);
}

}  // namespace xil
