#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "analysis/statistics/statistics.h"

namespace xil {

/// Mean of the middle half: a quarter of the values, rounded down, is cut off at either end (Agarwal et al. 2021;
/// SciPy's trim_mean with .25). NaN for none and where one is NaN.
double interquartile_mean(std::span<const double> values);

/// Percentile bootstrap over seeds (Efron and Tibshirani 1993, ch. 13). The same resamples of n seeds are used for
/// every statistic of n values, so that intervals of one call go together; they come from the stream (seed, Bootstrap,
/// n, stratum). A stratum is a dataset: its resamples are independent of those of another one.
class Resampling {
 public:
  explicit Resampling(std::uint64_t seed, std::uint32_t stratum = 0, Bootstrap options = {})
      : seed_(seed), stratum_(stratum), options_(options) {}

  /// The means of all resamples; empty below two values, and where one is not finite. The means of paired differences
  /// are the differences of these, since the resamples are the same.
  std::vector<double> means(std::span<const double> values);
  /// NaN for no statistics and where one is NaN.
  Interval interval(std::vector<double> statistics) const;
  /// Which values each resample consists of, one resample after the other: [resamples * n].
  const std::vector<std::uint32_t>& positions(std::size_t n);
  std::size_t count() const { return static_cast<std::size_t>(options_.resamples); }

 private:
  std::uint64_t seed_;
  std::uint32_t stratum_;
  Bootstrap options_;
  std::map<std::size_t, std::vector<std::uint32_t>> positions_;
};

/// Values of one dataset with what resamples them.
struct Stratum {
  Resampling& resampling;
  std::span<const double> values;
};

/// Interval of the interquartile mean of all values together, seeds being resampled within each stratum (stratified
/// bootstrap, Agarwal et al. 2021). NaN where a stratum has fewer than two values or one is not finite.
Interval interquartile_interval(std::span<const Stratum> strata);

/// Pointwise intervals of the share of all values that reach each threshold, from the same bootstrap. Values may be
/// infinite; NaN without a stratum, and where one has no value or one that is NaN.
std::vector<Interval> profile_bands(std::span<const Stratum> strata, std::span<const double> thresholds);

}  // namespace xil
