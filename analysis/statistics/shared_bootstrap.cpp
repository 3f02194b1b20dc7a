#include "analysis/statistics/shared_bootstrap.h"

#include <limits>

namespace xil {

std::vector<Interval> shared_bootstrap_means(std::span<const std::vector<double>> samples, Rng rng, Bootstrap options) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (samples.empty()) return {};
  const std::size_t size = samples.front().size();
  if (size < 2) return std::vector<Interval>(samples.size(), Interval{kNaN, kNaN});
  const auto resamples = static_cast<std::size_t>(options.resamples);
  std::vector<std::vector<double>> means(samples.size(), std::vector<double>(resamples));
  std::vector<std::size_t> drawn(size);
  for (std::size_t r = 0; r < resamples; ++r) {
    for (std::size_t& place : drawn) place = rng.below(size);
    for (std::size_t s = 0; s < samples.size(); ++s) {
      double sum = 0;
      for (const std::size_t place : drawn) sum += samples[s][place];
      means[s][r] = sum / static_cast<double>(size);
    }
  }
  const double tail = (1 - options.level) / 2;
  std::vector<Interval> intervals;
  for (const std::vector<double>& of_sample : means)
    intervals.push_back({quantile(of_sample, tail), quantile(of_sample, 1 - tail)});
  return intervals;
}

}  // namespace xil
