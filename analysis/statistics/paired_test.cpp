#include "analysis/statistics/paired_test.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
/// Number of differences up to which the interval's order statistics are found by enumeration.
constexpr std::size_t kEnumeratedInterval = 100;

/// The means of all pairs of values, each with itself too.
std::vector<double> pair_means(std::span<const double> values) {
  std::vector<double> means;
  means.reserve(values.size() * (values.size() + 1) / 2);
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) means.push_back(values[i] / 2 + values[j] / 2);
  }
  return means;
}

/// The interval's ends are the `cut`-th smallest and greatest of the pair means; cut 0: there is no interval.
struct Cut {
  std::size_t cut = 0;
  double coverage = kUndefined;
};

Cut enumerated_cut(std::size_t n, double tail) {
  const std::vector<double> law = rank_sum_law(n);
  Cut cut;
  double outside = 0;
  for (std::size_t sum = 0; sum < law.size() && outside + law[sum] <= tail; ++sum) {
    outside += law[sum];
    cut = {sum + 1, 1 - 2 * outside};
  }
  return cut;
}

Cut normal_cut(std::size_t count, double tail) {
  const auto n = static_cast<double>(count);
  const double deviation = std::sqrt(n * (n + 1) * (2 * n + 1) / 24);
  const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
  return {static_cast<std::size_t>(n * (n + 1) / 4 + 0.5 - z * deviation), 1 - 2 * tail};
}

/// The differences, with all values of A greater by `margin`.
std::vector<Difference> moved(const PairedDifferences& differences, double margin) {
  std::vector<Difference> pairs = differences.pairs;
  for (Difference& pair : pairs) {
    const double value = pair.size * pair.direction + margin;
    pair.size = std::abs(value);
    pair.direction = pair.size <= differences.tolerance ? 0 : value > 0 ? 1 : -1;
  }
  return pairs;
}

}  // namespace

Location location_of(std::span<const double> differences, double confidence) {
  require(all_finite(differences), "an estimate was asked of a difference that is not finite");
  require(confidence > 0 && confidence < 1, "a confidence is between 0 and 1, not {}", confidence);
  Location location{kUndefined, {kUndefined, kUndefined}, kUndefined};
  const std::size_t n = differences.size();
  if (n == 0) return location;
  std::vector<double> means = pair_means(differences);
  std::ranges::sort(means);
  const std::size_t middle = means.size() / 2;
  location.estimate = means.size() % 2 == 1 ? means[middle] : means[middle - 1] / 2 + means[middle] / 2;
  // The share of 1 - .95 is a little above .05 in binary; a test at .05 and its interval are to agree.
  const double tail = (1 - confidence) / 2 * (1 + 1e-12);
  const Cut cut = n <= kEnumeratedInterval ? enumerated_cut(n, tail) : normal_cut(n, tail);
  if (cut.cut == 0) return location;
  location.interval = {means[cut.cut - 1], means[means.size() - cut.cut]};
  location.coverage = cut.coverage;
  return location;
}

std::vector<double> PairedDifferences::values() const {
  std::vector<double> values;
  for (const Difference& pair : pairs) values.push_back(pair.size * pair.direction);
  return values;
}

PairedDifferences paired_differences(const PairedQuestion& question, std::span<const double> a,
                                     std::span<const double> b) {
  const double of_margin = question.has_margin() ? kTieShare * std::abs(question.margin) : 0;
  PairedDifferences differences;
  differences.pairs = differences_of(a, b);
  differences.tolerance = std::max(tie_tolerance(a, b), of_margin);
  return differences;
}

Borders borders_of(const PairedQuestion& question, const PairedDifferences& differences) {
  if (!question.has_margin()) return {differences.pairs, differences.pairs};
  require(question.margin > 0 && std::isfinite(question.margin),
          "equivalence and non-inferiority need a margin above 0, not {}", question.margin);
  require(!differences.censored,
          "differences of budgets to a target that some run does not reach have no size to hold against a margin");
  return {moved(differences, question.margin), moved(differences, -question.margin)};
}

PairedTest paired_test(const PairedQuestion& question, const PairedDifferences& differences, double level) {
  require(level > 0 && level < 0.5, "a level of a planned test is between 0 and .5, not {}", level);
  const Borders borders = borders_of(question, differences);
  const SignedRankTest low = signed_rank_test(borders.low, differences.tolerance);
  const SignedRankTest high = signed_rank_test(borders.high, differences.tolerance);
  const bool both = question.claim == PairedClaim::Equivalent;
  PairedTest test;
  test.pairs = differences.pairs.size();
  test.used = both ? std::min(low.pairs, high.pairs) : low.pairs;
  test.exact = low.exact && (!both || high.exact);
  test.above = low.p_greater;
  test.below = high.p_less;
  switch (question.claim) {
    case PairedClaim::Different:
      test.p = low.p;
      break;
    case PairedClaim::Better:
    case PairedClaim::NotWorse:
      test.p = test.above;
      break;
    case PairedClaim::Equivalent:
      test.p = std::max(test.above, test.below);
      break;
  }
  test.location = differences.censored
                      ? Location{kUndefined, {kUndefined, kUndefined}, kUndefined}
                      : location_of(differences.values(), 1 - (question.two_sided() ? level : 2 * level));
  return test;
}

PairedTest paired_test(const PairedQuestion& question, std::span<const double> a, std::span<const double> b,
                       double level) {
  return paired_test(question, paired_differences(question, a, b), level);
}

}  // namespace xil
