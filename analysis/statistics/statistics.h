#pragma once

#include <span>
#include <utility>
#include <vector>

#include "framework/core/numeric/quantile.h"
#include "framework/core/numeric/rng.h"

// Every function takes one value per seed: the seed is the replication unit.
namespace xil {

/// Arithmetic mean; NaN for no values.
double mean(std::span<const double> values);
/// Sample standard deviation (divisor n - 1); NaN below two values.
double standard_deviation(std::span<const double> values);

/// Neither NaN nor infinite, any of them.
bool all_finite(std::span<const double> values);

struct Interval {
  double low = 0, high = 0;
};

struct Bootstrap {
  double level = 0.95;
  int resamples = 2000;
};

/// Percentile bootstrap interval of the mean (Efron and Tibshirani 1993, ch. 13): resamples whole
/// values with replacement. NaN below two values.
Interval bootstrap_mean(std::span<const double> values, Rng& rng, Bootstrap options = {});

/// Interval of the median from order statistics: the values that stand equally far from either end, as far inside as a
/// coverage of at least 95 % allows, whatever the distribution (Conover 1999, ch. 3.2). NaN below six values and where
/// one is NaN.
Interval median_interval(std::vector<double> values);

/// Points of a piecewise linear curve; x increases strictly. A point whose y is NaN is undefined: nothing is
/// interpolated over it.
struct Curve {
  std::vector<double> x, y;
  bool empty() const { return x.empty(); }
};

/// The curve's value at x; beyond its ends the value of the end. NaN for no points, at NaN, and between a point and an
/// undefined one.
double value_at(const Curve& curve, double x);

/// Area under the curve by the trapezoid rule over [low, high], divided by high - low: the curve's
/// mean over the range. NaN where the range is empty or the curve does not cover it, or is undefined in it.
double normalised_area(const Curve& curve, double low, double high);

/// Smallest two-sided p-value that an exact Wilcoxon signed-rank test of n pairs can reach: 2 /
/// 2^n, at most 1, and no less than the smallest number that is not 0.
double smallest_wilcoxon_p(std::size_t pairs);

}  // namespace xil
