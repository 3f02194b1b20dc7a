#include "analysis/rank_tests.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "framework/core/error.h"

namespace xil {
namespace {

std::vector<std::size_t> ascending(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
  return order;
}

/// Share of all assignments of signs with every sum of ranks, in halves of ranks, which are whole.
std::vector<double> sum_distribution(const std::vector<double>& ranks) {
  std::size_t total = 0;
  for (const double rank : ranks) total += static_cast<std::size_t>(std::lround(2 * rank));
  std::vector<double> share(total + 1, 0);
  share[0] = 1;
  for (const double rank : ranks) {
    const auto step = static_cast<std::size_t>(std::lround(2 * rank));
    for (std::size_t sum = total + 1; sum-- > 0;) share[sum] = (share[sum] + (sum >= step ? share[sum - step] : 0)) / 2;
  }
  return share;
}

/// Share of all assignments of signs whose W+ is at least as far from its mean as `positive`.
double exact_p(const std::vector<double>& ranks, double positive) {
  const std::vector<double> share = sum_distribution(ranks);
  const auto total = static_cast<std::ptrdiff_t>(share.size()) - 1;
  const std::ptrdiff_t distance = std::abs(2 * static_cast<std::ptrdiff_t>(std::lround(2 * positive)) - total);
  double p = 0;
  for (std::size_t sum = 0; sum < share.size(); ++sum) {
    if (std::abs(2 * static_cast<std::ptrdiff_t>(sum) - total) >= distance) p += share[sum];
  }
  return std::min(1.0, p);
}

double normal_p(const std::vector<double>& sizes, double positive) {
  const auto n = static_cast<double>(sizes.size());
  const double mean = n * (n + 1) / 4;
  const double variance = n * (n + 1) * (2 * n + 1) / 24 - tie_term(sizes) / 48;
  const double distance = std::max(0.0, std::abs(positive - mean) - 0.5);
  return std::min(1.0, 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), distance / std::sqrt(variance))));
}

/// Counts pairs (x of a, y of b) with x > y, and with x = y.
struct Dominance {
  double greater = 0, equal = 0, all = 0;
};

Dominance dominance(std::span<const double> a, std::span<const double> b) {
  std::vector<double> sorted(b.begin(), b.end());
  std::ranges::sort(sorted);
  Dominance counts;
  for (const double x : a) {
    const auto [low, high] = std::ranges::equal_range(sorted, x);
    counts.greater += static_cast<double>(low - sorted.begin());
    counts.equal += static_cast<double>(high - low);
  }
  counts.all = static_cast<double>(a.size()) * static_cast<double>(b.size());
  return counts;
}

}  // namespace

std::vector<double> midranks(std::span<const double> values) {
  const std::vector<std::size_t> order = ascending(values);
  std::vector<double> ranks(values.size());
  for (std::size_t i = 0, j = 0; i < order.size(); i = j) {
    while (j < order.size() && values[order[j]] == values[order[i]]) ++j;
    for (std::size_t k = i; k < j; ++k) ranks[order[k]] = static_cast<double>(i + j + 1) / 2;
  }
  return ranks;
}

double tie_term(std::vector<double> values) {
  std::ranges::sort(values);
  double sum = 0;
  for (std::size_t i = 0, j = 0; i < values.size(); i = j) {
    while (j < values.size() && values[j] == values[i]) ++j;
    const auto t = static_cast<double>(j - i);
    sum += t * t * t - t;
  }
  return sum;
}

SignedRankTest signed_rank_test(std::span<const double> a, std::span<const double> b) {
  require(a.size() == b.size(), "a paired test needs as many values of one strategy ({}) as of the other ({})", a.size(),
          b.size());
  std::vector<double> sizes;
  std::vector<bool> is_positive;
  for (std::size_t i = 0; i < a.size(); ++i) {
    require(!std::isnan(a[i]) && !std::isnan(b[i]), "a paired test was given an undefined value");
    if (a[i] == b[i]) continue;
    sizes.push_back(std::abs(a[i] - b[i]));
    is_positive.push_back(a[i] > b[i]);
  }
  SignedRankTest test;
  test.pairs = sizes.size();
  test.rank_biserial = std::numeric_limits<double>::quiet_NaN();
  if (sizes.empty()) return test;
  const std::vector<double> ranks = midranks(sizes);
  for (std::size_t i = 0; i < ranks.size(); ++i) test.positive += is_positive[i] ? ranks[i] : 0;
  const double total = std::accumulate(ranks.begin(), ranks.end(), 0.0);
  test.rank_biserial = (2 * test.positive - total) / total;
  test.exact = test.pairs <= kExactPairs;
  test.p = test.exact ? exact_p(ranks, test.positive) : normal_p(sizes, test.positive);
  return test;
}

double attained_level(std::size_t pairs, double level) {
  if (pairs > kExactPairs) return level;
  std::vector<double> ranks(pairs);
  std::iota(ranks.begin(), ranks.end(), 1.0);
  double attained = 0, tail = 0;
  for (const double share : sum_distribution(ranks)) {
    tail += 2 * share;
    if (tail > level) break;
    attained = tail;
  }
  return attained;
}

std::vector<double> holm(std::span<const double> p) {
  const std::vector<std::size_t> order = ascending(p);
  std::vector<double> adjusted(p.size());
  double largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    largest = std::max(largest, std::min(1.0, p[order[i]] * static_cast<double>(order.size() - i)));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

double cliffs_delta(std::span<const double> a, std::span<const double> b) {
  const Dominance counts = dominance(a, b);
  return (2 * counts.greater + counts.equal - counts.all) / counts.all;
}

double probability_of_improvement(std::span<const double> a, std::span<const double> b) {
  const Dominance counts = dominance(a, b);
  return (counts.greater + counts.equal / 2) / counts.all;
}

}  // namespace xil
