#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "analysis/statistics/statistics.h"

namespace xil {

/// Mean of the middle half: a quarter of the values, rounded down, is cut off at either end (Agarwal et al. 2021;
/// SciPy's trim_mean with .25). NaN if there are no values or one is NaN.
double interquartile_mean(std::span<const double> values);

/// Percentile bootstrap over seeds (Efron and Tibshirani 1993, ch. 13). All statistics of n values use the same
/// resamples of n seeds, so that the intervals of one call are consistent. The resamples come from the random stream
/// (seed, Bootstrap, n, stratum). A stratum is a dataset; the resamples of different strata are independent.
class Resampling {
 public:
  explicit Resampling(std::uint64_t seed, std::uint32_t stratum = 0, Bootstrap options = {})
      : seed_(seed), stratum_(stratum), options_(options) {}

  /// The means of all resamples; empty if there are fewer than two values or one is not finite. The means of paired
  /// differences are the differences of these means, since the resamples are the same.
  std::vector<double> means(std::span<const double> values);
  /// means() of several samples of the same number of values, bit for bit, in less time.
  std::vector<std::vector<double>> means_of(std::span<const std::vector<double>> samples);
  /// The percentile interval of the statistics of all resamples; NaN if there are none or one is NaN.
  Interval interval(std::vector<double> statistics) const;
  /// The positions of the values in each resample, one resample after the other: [resamples * n].
  const std::vector<std::uint32_t>& positions(std::size_t n);
  std::size_t count() const { return static_cast<std::size_t>(options_.resamples); }

 private:
  std::uint64_t seed_;
  std::uint32_t stratum_;
  Bootstrap options_;
  std::map<std::size_t, std::vector<std::uint32_t>> positions_;
};

/// The values of one dataset, and the source of their resamples.
struct Stratum {
  Resampling& resampling;
  std::span<const double> values;
};

/// Interval of the interquartile mean of all values together; seeds are resampled within each stratum (stratified
/// bootstrap, Agarwal et al. 2021). NaN if a stratum has fewer than two values or one is not finite.
Interval interquartile_interval(std::span<const Stratum> strata);

/// Pointwise intervals of the share of all values that reach each threshold, from the same bootstrap. Values may be
/// infinite. NaN if there is no stratum, or one has no values or a NaN.
std::vector<Interval> profile_bands(std::span<const Stratum> strata, std::span<const double> thresholds);

}  // namespace xil
