#include "analysis/resampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace xil {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

}  // namespace

double interquartile_mean(std::span<const double> values) {
  if (values.empty()) return kNaN;
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const std::size_t cut = sorted.size() / 4;
  return mean(std::span(sorted).subspan(cut, sorted.size() - 2 * cut));
}

const std::vector<std::uint32_t>& Resampling::positions(std::size_t n) {
  std::vector<std::uint32_t>& all = positions_[n];
  if (!all.empty()) return all;
  Rng rng(seed_, {Purpose::Bootstrap, static_cast<std::uint32_t>(n)});
  all.resize(n * static_cast<std::size_t>(options_.resamples));
  for (std::uint32_t& position : all) position = static_cast<std::uint32_t>(rng.below(n));
  return all;
}

Interval Resampling::interval(std::vector<double> statistics) const {
  if (statistics.empty()) return {kNaN, kNaN};
  const auto at = [&](double probability) {  // type 7, as quantile(), without sorting all
    const double place = probability * static_cast<double>(statistics.size() - 1);
    const auto below = statistics.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(statistics.begin(), below, statistics.end());
    const auto above = std::next(below) == statistics.end() ? below : std::min_element(std::next(below), statistics.end());
    return std::lerp(*below, *above, place - std::floor(place));
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

/// How often each value was drawn, walked from the least: no sample is sorted.
Interval Resampling::of_interquartile_mean(std::span<const double> values) {
  const std::size_t n = values.size(), cut = n / 4;
  if (n < 2 || !all_finite(values)) return {kNaN, kNaN};
  std::vector<std::uint32_t> order(n), place(n), drawn(n);
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return values[i]; });
  for (std::uint32_t i = 0; i < n; ++i) place[order[i]] = i;
  const std::vector<std::uint32_t>& all = positions(n);
  std::vector<double> statistics;
  for (std::size_t first = 0; first < all.size(); first += n) {
    std::ranges::fill(drawn, 0U);
    for (std::size_t i = 0; i < n; ++i) ++drawn[place[all[first + i]]];
    double sum = 0;
    std::size_t passed = 0;
    for (std::size_t i = 0; i < n && passed < n - cut; ++i) {
      const std::size_t low = std::max(passed, cut), high = std::min(passed + drawn[i], n - cut);
      if (high > low) sum += static_cast<double>(high - low) * values[order[i]];
      passed += drawn[i];
    }
    statistics.push_back(sum / static_cast<double>(n - 2 * cut));
  }
  return interval(std::move(statistics));
}

}  // namespace xil
