#include "analysis/statistics/shared_bootstrap.h"

#include <limits>
#include <utility>

#include "analysis/statistics/resampling.h"
#include "analysis/statistics/side_by_side.h"

namespace xil {

std::vector<Interval> shared_bootstrap_means(std::span<const std::vector<double>> samples, Rng rng, Bootstrap options) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (samples.empty()) return {};
  const std::size_t size = samples.front().size();
  if (size < 2) return std::vector<Interval>(samples.size(), Interval{kNaN, kNaN});
  const auto resamples = static_cast<std::size_t>(options.resamples);
  std::vector<std::vector<double>> means(samples.size(), std::vector<double>(resamples));
  const SideBySide beside(samples);
  std::vector<std::size_t> drawn(size);
  for (std::size_t r = 0; r < resamples; ++r) {
    for (std::size_t& place : drawn) place = rng.below(size);
    beside.put_means(std::span<const std::size_t>(drawn), r, means);
  }
  const Resampling ends(0, 0, options);
  std::vector<Interval> intervals;
  for (std::vector<double>& of_sample : means) intervals.push_back(ends.interval(std::move(of_sample)));
  return intervals;
}

}  // namespace xil
