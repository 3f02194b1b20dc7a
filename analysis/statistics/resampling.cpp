#include "analysis/statistics/resampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/statistics/side_by_side.h"

namespace xil {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// The values of all strata in ascending order, and the position of each.
struct Pooled {
  std::vector<double> sorted;
  std::vector<std::vector<std::uint32_t>> place;  ///< [stratum][value]

  explicit Pooled(std::span<const Stratum> strata) {
    struct Source {
      double value;
      std::size_t stratum, i;
    };
    std::vector<Source> sources;
    for (std::size_t s = 0; s < strata.size(); ++s) {
      place.emplace_back(strata[s].values.size());
      for (std::size_t i = 0; i < strata[s].values.size(); ++i) sources.push_back({strata[s].values[i], s, i});
    }
    std::ranges::stable_sort(sources, {}, &Source::value);
    for (const Source& source : sources) {
      place[source.stratum][source.i] = static_cast<std::uint32_t>(sorted.size());
      sorted.push_back(source.value);
    }
  }
};

/// Calls visit(how often each value of `pooled.sorted` was drawn) once per resample, so that no resample is sorted.
template <class Visit>
void for_each_resample(std::span<const Stratum> strata, const Pooled& pooled, Visit visit) {
  std::vector<std::uint32_t> drawn(pooled.sorted.size());
  for (std::size_t r = 0; r < strata.front().resampling.count(); ++r) {
    std::ranges::fill(drawn, 0U);
    for (std::size_t s = 0; s < strata.size(); ++s) {
      const std::size_t n = strata[s].values.size();
      const auto positions = std::span(strata[s].resampling.positions(n)).subspan(r * n, n);
      for (const std::uint32_t position : positions) ++drawn[pooled.place[s][position]];
    }
    visit(std::span<const std::uint32_t>(drawn));
  }
}

/// Sum of the drawn values without the `cut` smallest and the `cut` greatest. It has few branches, since a comparison
/// spends most of its time here.
double middle_sum(std::span<const std::uint32_t> drawn, std::span<const double> sorted, std::size_t cut) {
  std::size_t first = 0, end = drawn.size(), below = 0, above = 0;
  while (below + drawn[first] <= cut) below += drawn[first++];
  while (above + drawn[end - 1] <= cut) above += drawn[--end];
  if (first + 1 >= end)
    return sorted[first] * static_cast<double>(std::accumulate(drawn.begin(), drawn.end(), std::size_t{0}) - 2 * cut);
  double sums[4] = {-sorted[first] * static_cast<double>(cut - below),
                    -sorted[end - 1] * static_cast<double>(cut - above), 0, 0};
  std::size_t i = first;
  for (; i + 4 <= end; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) sums[k] += static_cast<double>(drawn[i + k]) * sorted[i + k];
  }
  for (; i < end; ++i) sums[0] += static_cast<double>(drawn[i]) * sorted[i];
  return sums[0] + sums[1] + sums[2] + sums[3];
}

}  // namespace

double interquartile_mean(std::span<const double> values) {
  if (values.empty() || std::ranges::any_of(values, [](double value) { return std::isnan(value); })) return kNaN;
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const std::size_t cut = sorted.size() / 4;
  return mean(std::span(sorted).subspan(cut, sorted.size() - 2 * cut));
}

const std::vector<std::uint32_t>& Resampling::positions(std::size_t n) {
  if (const auto found = positions_.find(n); found != positions_.end())
    return found->second;  // of several threads at once
  std::vector<std::uint32_t>& all = positions_[n];
  Rng rng(seed_, {Purpose::Bootstrap, static_cast<std::uint32_t>(n), stratum_});
  all.resize(n * static_cast<std::size_t>(options_.resamples));
  for (std::uint32_t& position : all) position = static_cast<std::uint32_t>(rng.below(n));
  return all;
}

Interval Resampling::interval(std::vector<double> statistics) const {
  if (statistics.empty() || std::ranges::any_of(statistics, [](double value) { return std::isnan(value); }))
    return {kNaN, kNaN};
  auto sorted_to = statistics.begin();
  const auto at =
      [&](double probability) {  // type 7, as quantile(), without sorting all; probabilities come in ascending order
        const double place = probability * static_cast<double>(statistics.size() - 1);
        const auto below = statistics.begin() + static_cast<std::ptrdiff_t>(place);
        std::nth_element(sorted_to, below, statistics.end());
        sorted_to = below;
        const auto above =
            std::next(below) == statistics.end() ? below : std::min_element(std::next(below), statistics.end());
        const double share = place - std::floor(place);
        return share == 0 || *below == *above ? *below : std::lerp(*below, *above, share);
      };
  const double tail = (1 - options_.level) / 2;
  const double low = at(tail);
  return {low, at(1 - tail)};
}

std::vector<double> Resampling::means(std::span<const double> values) {
  const std::size_t n = values.size();
  if (n < 2 || !all_finite(values)) return {};
  const std::vector<std::uint32_t>& all = positions(n);
  std::vector<double> means;
  means.reserve(all.size() / n);
  for (std::size_t first = 0; first < all.size(); first += n) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += values[all[first + i]];
    means.push_back(sum / static_cast<double>(n));
  }
  return means;
}

std::vector<std::vector<double>> Resampling::means_of(std::span<const std::vector<double>> samples) {
  std::vector<std::vector<double>> means(samples.size());
  const std::size_t n = samples.empty() ? 0 : samples.front().size();
  if (n < 2) return means;
  for (std::vector<double>& of_sample : means) of_sample.resize(count());
  const SideBySide beside(samples);
  const std::span<const std::uint32_t> all = positions(n);
  for (std::size_t r = 0; r < count(); ++r) beside.put_means(all.subspan(r * n, n), r, means);
  for (std::size_t s = 0; s < samples.size(); ++s) {
    if (!all_finite(samples[s])) means[s].clear();
  }
  return means;
}

Interval interquartile_interval(std::span<const Stratum> strata) {
  for (const Stratum& stratum : strata) {
    if (stratum.values.size() < 2 || !all_finite(stratum.values)) return {kNaN, kNaN};
  }
  if (strata.empty()) return {kNaN, kNaN};
  const Pooled pooled(strata);
  const std::size_t n = pooled.sorted.size(), cut = n / 4;
  std::vector<double> statistics;
  for_each_resample(strata, pooled, [&](std::span<const std::uint32_t> drawn) {
    statistics.push_back(middle_sum(drawn, pooled.sorted, cut) / static_cast<double>(n - 2 * cut));
  });
  return strata.front().resampling.interval(std::move(statistics));
}

std::vector<Interval> profile_bands(std::span<const Stratum> strata, std::span<const double> thresholds) {
  const auto has_no_profile = [](const Stratum& stratum) {
    return stratum.values.empty() ||
           std::ranges::any_of(stratum.values, [](double value) { return std::isnan(value); });
  };
  if (strata.empty() || std::ranges::any_of(strata, has_no_profile))
    return std::vector<Interval>(thresholds.size(), {kNaN, kNaN});
  const Pooled pooled(strata);
  const std::size_t n = pooled.sorted.size();
  std::vector<std::size_t> first;  // for each threshold, the rank of the first value that reaches it
  for (const double threshold : thresholds)
    first.push_back(
        static_cast<std::size_t>(std::ranges::lower_bound(pooled.sorted, threshold) - pooled.sorted.begin()));
  std::vector<std::vector<double>> shares(thresholds.size());
  std::vector<std::size_t> below(n + 1);
  for_each_resample(strata, pooled, [&](std::span<const std::uint32_t> drawn) {
    for (std::size_t i = 0; i < n; ++i) below[i + 1] = below[i] + drawn[i];
    for (std::size_t t = 0; t < first.size(); ++t)
      shares[t].push_back(1 - static_cast<double>(below[first[t]]) / static_cast<double>(n));
  });
  std::vector<Interval> bands;
  for (std::vector<double>& of_threshold : shares)
    bands.push_back(strata.front().resampling.interval(std::move(of_threshold)));
  return bands;
}

}  // namespace xil
