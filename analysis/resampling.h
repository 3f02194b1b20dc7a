#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "analysis/statistics.h"

namespace xil {

/// Mean of the middle half: a quarter of the values, rounded down, is cut off at either end (Agarwal et al. 2021; SciPy's
/// trim_mean with .25). NaN for none.
double interquartile_mean(std::span<const double> values);

/// Percentile bootstrap over seeds (Efron and Tibshirani 1993, ch. 13). The same resamples of n seeds are used for every
/// statistic of n values, so that intervals of one call go together; they come from the stream (seed, Bootstrap, n).
class Resampling {
 public:
  explicit Resampling(std::uint64_t seed, Bootstrap options = {}) : seed_(seed), options_(options) {}

  /// The means of all resamples; empty below two values, and where one is not finite. The means of paired differences are the
  /// differences of these, since the resamples are the same.
  std::vector<double> means(std::span<const double> values);
  /// NaN for no statistics.
  Interval interval(std::vector<double> statistics) const;
  Interval of_interquartile_mean(std::span<const double> values);

 private:
  /// Positions, [resamples * n].
  const std::vector<std::uint32_t>& positions(std::size_t n);
  std::uint64_t seed_;
  Bootstrap options_;
  std::map<std::size_t, std::vector<std::uint32_t>> positions_;
};

}  // namespace xil
