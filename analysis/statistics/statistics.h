#pragma once

#include <span>
#include <utility>
#include <vector>

#include "framework/core/numeric/quantile.h"
#include "framework/core/numeric/rng.h"

// Every function takes one value per seed: the seed is the unit of replication.
namespace xil {

/// Arithmetic mean; NaN for no values.
double mean(std::span<const double> values);
/// A difference of values of order 1, of which what the rounding of equal sums leaves is none.
double without_rounding(double difference);
/// Sample standard deviation (divisor n - 1); NaN below two values.
double standard_deviation(std::span<const double> values);

/// Whether no value is NaN or infinite.
bool all_finite(std::span<const double> values);

struct Interval {
  double low = 0, high = 0;
};

struct Bootstrap {
  double level = 0.95;
  int resamples = 2000;
};

/// Percentile bootstrap interval of the mean (Efron and Tibshirani 1993, ch. 13), which resamples the values with
/// replacement. NaN for fewer than two values.
Interval bootstrap_mean(std::span<const double> values, Rng& rng, Bootstrap options = {});

/// Interval of the median from order statistics: two values equally far from either end of the sorted values, as far
/// inside as a coverage of at least 95 % allows, whatever the distribution (Conover 1999, ch. 3.2). NaN if there are
/// fewer than six values or one is NaN.
Interval median_interval(std::vector<double> values);

/// Points of a piecewise linear curve; x increases strictly. A point whose y is NaN is undefined, and the curve is not
/// interpolated across it.
struct Curve {
  std::vector<double> x, y;
  bool empty() const { return x.empty(); }
};

/// The curve's value at x; beyond its ends the value at the end. NaN if there are no points, if x is NaN, and next to
/// an undefined point.
double value_at(const Curve& curve, double x);

/// Area under the curve by the trapezoid rule over [low, high], divided by high - low: the curve's mean over the range.
/// NaN if the range is empty or the curve does not cover it or is undefined in it.
double normalised_area(const Curve& curve, double low, double high);

/// Smallest two-sided p-value that an exact Wilcoxon signed-rank test of n pairs can reach: 2 / 2^n, at most 1, and at
/// least the smallest positive number.
double smallest_wilcoxon_p(std::size_t pairs);

}  // namespace xil
