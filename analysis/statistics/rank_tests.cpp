#include "analysis/statistics/rank_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/statistics/statistics.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

std::vector<std::size_t> ascending(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
  return order;
}

/// The three p of a rank sum, by enumeration: sums that are as far from their mean, as great and as small.
void enumerate(SignedRankTest& test, const std::vector<double>& ranks) {
  const std::vector<double> share = sign_flip_law(ranks);
  const auto total = static_cast<std::ptrdiff_t>(share.size()) - 1;
  const auto observed = static_cast<std::ptrdiff_t>(std::lround(2 * test.positive));
  const std::ptrdiff_t distance = std::abs(2 * observed - total);
  double far = 0, great = 0, small = 0;
  for (std::ptrdiff_t sum = 0; sum <= total; ++sum) {
    const double own = share[static_cast<std::size_t>(sum)];
    if (std::abs(2 * sum - total) >= distance) far += own;
    if (sum >= observed) great += own;
    if (sum <= observed) small += own;
  }
  test.p = std::min(1.0, far);
  test.p_greater = std::min(1.0, great);
  test.p_less = std::min(1.0, small);
}

/// The same by the normal approximation with corrections for ties and continuity.
void approximate(SignedRankTest& test, const std::vector<double>& ranks) {
  const auto n = static_cast<double>(ranks.size());
  const double mean = n * (n + 1) / 4;
  const double deviation = std::sqrt(n * (n + 1) * (2 * n + 1) / 24 - tie_term(ranks) / 48);
  const auto beyond = [&](double distance) {
    return boost::math::cdf(boost::math::complement(boost::math::normal(), (distance - 0.5) / deviation));
  };
  const double least = smallest_wilcoxon_p(ranks.size()), least_one_sided = std::max(least / 2, kLeastP);
  test.p = std::clamp(2 * beyond(std::max(0.5, std::abs(test.positive - mean))), least, 1.0);
  test.p_greater = std::clamp(beyond(test.positive - mean), least_one_sided, 1.0);
  test.p_less = std::clamp(beyond(mean - test.positive), least_one_sided, 1.0);
}

void require_finite(std::span<const double> values) {
  require(all_finite(values), "a comparison by ranks was given a value that is not finite");
}

std::vector<double> joined(std::span<const double> a, std::span<const double> b) {
  std::vector<double> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

/// Counts the pairs (x of a, y of b) with x > y, and those with x = y.
struct Dominance {
  double greater = 0, equal = 0, all = 0;
};

Dominance dominance(std::span<const double> a, std::span<const double> b) {
  const double tolerance = tie_tolerance(a, b);
  std::vector<double> sorted(b.begin(), b.end());
  std::ranges::sort(sorted);
  Dominance counts;
  for (const double x : a) {
    const auto low = std::ranges::lower_bound(sorted, x - tolerance),
               high = std::ranges::upper_bound(sorted, x + tolerance);
    counts.greater += static_cast<double>(low - sorted.begin());
    counts.equal += static_cast<double>(high - low);
  }
  counts.all = static_cast<double>(a.size()) * static_cast<double>(b.size());
  return counts;
}

/// Whether the numbers were stored in single precision: all are values of it, and some are much shorter when written as
/// such.
bool are_single_precision(std::span<const double> values) {
  const auto is_single = [](double value) {
    return std::abs(value) <= std::numeric_limits<float>::max() &&
           static_cast<double>(static_cast<float>(value)) == value;
  };
  constexpr std::size_t kMuch =
      4;  // more digits than double precision needs to tell a short decimal from its neighbours
  const auto is_long = [](double value) {
    return fmt::formatted_size("{}", value) > fmt::formatted_size("{}", static_cast<float>(value)) + kMuch;
  };
  return std::ranges::all_of(values, is_single) && std::ranges::any_of(values, is_long);
}

}  // namespace

double tie_tolerance(std::span<const double> values) {
  require_finite(values);
  const double share = are_single_precision(values) ? kSingleTieShare : kTieShare;
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return share * largest;
}

double tie_tolerance(std::span<const double> a, std::span<const double> b) { return tie_tolerance(joined(a, b)); }

std::vector<double> sign_flip_law(std::span<const double> ranks) {
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

std::vector<double> rank_sum_law(std::size_t pairs) {
  std::vector<double> ranks(pairs);
  std::iota(ranks.begin(), ranks.end(), 1.0);
  const std::vector<double> halves = sign_flip_law(ranks);
  std::vector<double> law;
  for (std::size_t twice = 0; twice < halves.size(); twice += 2) law.push_back(halves[twice]);
  return law;
}

std::string p_text(double p) {
  if (p < 1e-300) return "< 1e-300";
  return p < 0.001 ? fmt::format("{:.1e}", p) : fmt::format("{:.3f}", p);
}

std::vector<double> midranks(std::span<const double> values, double tolerance) {
  require_finite(values);
  const std::vector<std::size_t> order = ascending(values);
  std::vector<double> ranks(values.size());
  for (std::size_t i = 0, j = 0; i < order.size(); i = j) {
    for (j = i + 1; j < order.size() && values[order[j]] - values[order[i]] <= tolerance;) ++j;
    for (std::size_t k = i; k < j; ++k) ranks[order[k]] = static_cast<double>(i + j + 1) / 2;
  }
  return ranks;
}

double tie_term(std::vector<double> ranks) {
  require_finite(ranks);
  std::ranges::sort(ranks);
  double sum = 0;
  for (std::size_t i = 0, j = 0; i < ranks.size(); i = j) {
    for (j = i + 1; j < ranks.size() && ranks[j] == ranks[i];) ++j;
    const auto t = static_cast<double>(j - i);
    sum += t * t * t - t;
  }
  return sum;
}

std::vector<Difference> differences_of(std::span<const double> a, std::span<const double> b) {
  require(a.size() == b.size(), "a paired test needs as many values of one strategy ({}) as of the other ({})",
          a.size(), b.size());
  const double tolerance = tie_tolerance(a, b);
  std::vector<Difference> differences;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = a[i] - b[i], size = std::abs(difference);
    require(std::isfinite(size),
            "a paired test was given values whose difference is beyond the range of numbers: {} and {}", a[i], b[i]);
    differences.push_back({size, size <= tolerance ? 0 : difference > 0 ? 1 : -1});
  }
  return differences;
}

SignedRankTest signed_rank_test(std::span<const Difference> differences, double tolerance) {
  std::vector<double> sizes;
  std::vector<bool> is_positive;
  for (const Difference& difference : differences) {
    if (difference.direction == 0) continue;
    sizes.push_back(difference.size);
    is_positive.push_back(difference.direction > 0);
  }
  SignedRankTest test;
  test.pairs = sizes.size();
  test.rank_biserial = std::numeric_limits<double>::quiet_NaN();
  if (sizes.empty()) return test;
  const std::vector<double> ranks = midranks(sizes, tolerance);
  for (std::size_t i = 0; i < ranks.size(); ++i) test.positive += is_positive[i] ? ranks[i] : 0;
  const double total = std::accumulate(ranks.begin(), ranks.end(), 0.0);
  test.rank_biserial = (2 * test.positive - total) / total;
  test.exact = test.pairs <= kExactPairs;
  test.exact ? enumerate(test, ranks) : approximate(test, ranks);
  return test;
}

SignedRankTest signed_rank_test(std::span<const double> a, std::span<const double> b) {
  const std::vector<Difference> differences = differences_of(a, b);
  return signed_rank_test(differences, tie_tolerance(a, b));
}

std::optional<CriticalSum> critical_sum(std::size_t pairs, double level) {
  const std::vector<double> law = rank_sum_law(pairs);
  std::optional<CriticalSum> critical;
  double tail = 0;
  for (std::size_t sum = 0; sum < law.size(); ++sum) {
    tail += 2 * law[sum];
    if (!(tail <= level)) break;
    critical = {sum, tail};
  }
  return critical;
}

std::vector<double> holm(std::span<const double> p) {
  require_finite(p);
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
