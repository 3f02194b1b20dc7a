#include "analysis/statistics/friedman.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numbers>

#include "analysis/statistics/draws.h"
#include "analysis/statistics/rank_tests.h"
#include "analysis/statistics/statistics.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

/// P(range of k standard normal values <= r): k times the integral of phi(z) (Phi(z) - Phi(z - r))^(k - 1), by the
/// trapezoid rule, which with steps this fine is exact to the last digits for such functions.
double range_probability(double r, std::size_t k) {
  constexpr double kTail = 9, kStep = 0.06;  // beyond the tail the density is below 1e-18
  const auto below = [](double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; };
  double sum = 0;
  for (double z = -kTail; z <= kTail; z += kStep) {
    sum += std::exp(-z * z / 2) * std::pow(below(z) - below(z - r), static_cast<double>(k - 1));
  }
  return static_cast<double>(k) * sum * kStep * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

/// The factor of a critical difference that depends on the numbers of strategies and blocks.
double spread(std::size_t k, std::size_t blocks) {
  return std::sqrt(static_cast<double>(k) * static_cast<double>(k + 1) / (6 * static_cast<double>(blocks)));
}

using Ranks = std::vector<std::vector<double>>;  ///< [block][strategy]

/// Twice the ranks, which are integers, in ascending order.
std::vector<int> doubled(const std::vector<double>& ranks) {
  std::vector<int> whole;
  for (const double rank : ranks) whole.push_back(static_cast<int>(std::lround(2 * rank)));
  std::ranges::sort(whole);
  return whole;
}

/// The number of ways in which a block's ranks can be assigned to the strategies.
double arrangements(const std::vector<double>& ranks) {
  const std::vector<int> sorted = doubled(ranks);
  double count = 1, equal = 1;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    equal = sorted[i] == sorted[i - 1] ? equal + 1 : 1;
    count *= static_cast<double>(i + 1) / equal;
  }
  return std::round(count);
}

/// The smallest p that rankings can have: that of blocks with the same ranking.
double least_p(const Ranks& ranks) {
  double p = 1;
  for (std::size_t block = 1; block < ranks.size(); ++block) p /= arrangements(ranks[block]);
  return std::max(p, kLeastP);
}

long sum_of_squares(const std::vector<int>& sums) {
  long squares = 0;
  for (const int sum : sums) squares += static_cast<long>(sum) * sum;
  return squares;
}

/// Calls visit(sums of `from` and one arrangement of the block) for each arrangement.
template <class Visit>
void for_each_arrangement(const std::vector<int>& from, std::vector<int> block, Visit visit) {
  std::vector<int> sums(from.size());
  do {
    std::ranges::transform(from, block, sums.begin(), std::plus{});
    visit(sums);
  } while (std::ranges::next_permutation(block).found);
}

/// Share of all rankings for which the squares of the rank sums add up to `observed` or more, computed block by block.
/// Neither the assignment of sums to strategies nor the ranking of the first block matters: sums are kept in ascending
/// order, so that few remain.
double enumerated_p(const Ranks& ranks, long observed) {
  std::map<std::vector<int>, double> shares = {{doubled(ranks.front()), 1.0}};
  for (std::size_t block = 1; block + 1 < ranks.size(); ++block) {
    const double each = 1 / arrangements(ranks[block]);
    std::map<std::vector<int>, double> next;
    for (const auto& [sums, share] : shares) {
      for_each_arrangement(sums, doubled(ranks[block]), [&, share = share](std::vector<int> sorted) {
        std::ranges::sort(sorted);
        next[std::move(sorted)] += share * each;
      });
    }
    shares = std::move(next);
  }
  const double each = 1 / arrangements(ranks.back());
  double p = 0;
  for (const auto& [sums, share] : shares) {
    double as_far = 0;
    for_each_arrangement(sums, doubled(ranks.back()),
                         [&](const std::vector<int>& last) { as_far += sum_of_squares(last) >= observed ? 1 : 0; });
    p += share * as_far * each;
  }
  return std::min(1.0, p);
}

/// Sets p to the share of drawn rankings, and the observed one, for which the squares of the rank sums add up to
/// `observed` or more.
void permute(FriedmanTest& test, const Ranks& ranks, long observed) {
  std::vector<std::vector<int>> blocks;
  for (const std::vector<double>& block : ranks) blocks.push_back(doubled(block));
  Rng rng = draws(Draw::Rankings, static_cast<std::uint32_t>(ranks.size()));
  std::size_t as_far = 1;
  std::vector<int> sums;
  for (std::size_t i = 0; i < kDrawnRankings; ++i) {
    sums = blocks.front();  // whose ranking does not matter
    for (std::size_t block = 1; block < blocks.size(); ++block) {
      rng.shuffle(blocks[block]);
      std::ranges::transform(sums, blocks[block], sums.begin(), std::plus{});
    }
    as_far += sum_of_squares(sums) >= observed ? 1 : 0;
  }
  test.permutations = kDrawnRankings;
  test.p = static_cast<double>(as_far) / static_cast<double>(kDrawnRankings + 1);
  test.p_error = std::sqrt(test.p * (1 - test.p) / static_cast<double>(kDrawnRankings));
}

/// Sets p to that of F. No ranking is farther from chance than that of blocks that are all alike, so that p is exact
/// there.
void approximate_by_f(FriedmanTest& test, const Ranks& ranks) {
  const auto n = static_cast<double>(test.blocks), k = static_cast<double>(test.strategies);
  const double least = least_p(ranks);
  test.exact = std::isnan(test.f);
  test.p = test.exact ? least
                      : std::max(least, boost::math::cdf(boost::math::complement(
                                            boost::math::fisher_f(k - 1, (k - 1) * (n - 1)), std::max(0.0, test.f))));
}

/// Computes mean ranks, statistics and p from the ranks, where 1 is best.
void judge(FriedmanTest& test, const Ranks& ranks) {
  const auto n = static_cast<double>(test.blocks), k = static_cast<double>(test.strategies);
  std::vector<double> sums(test.strategies, 0);
  double ties = 0, squares = 0;
  for (const std::vector<double>& block : ranks) {
    for (std::size_t s = 0; s < sums.size(); ++s) sums[s] += block[s];
    ties += tie_term(block);
  }
  for (const double sum : sums) {
    test.mean_ranks.push_back(sum / n);
    squares += sum * sum;
  }
  test.exact = test.blocks <= most_enumerated_blocks(test.strategies);
  const double correction = 1 - ties / (n * k * (k * k - 1));
  if (correction <= 0) return;  // all values are equal: no evidence of a difference
  test.chi_square = (12 / (n * k * (k + 1)) * squares - 3 * n * (k + 1)) / correction;
  test.p_chi_square = std::max(kLeastP, boost::math::cdf(boost::math::complement(boost::math::chi_squared(k - 1),
                                                                                 std::max(0.0, test.chi_square))));
  const double most = n * (k - 1), room = most - test.chi_square;
  const bool alike = room <= 1e-9 * most;  // up to rounding
  test.f = alike ? std::numeric_limits<double>::quiet_NaN() : (n - 1) * test.chi_square / room;
  const long observed = sum_of_squares(doubled(sums));
  if (test.exact) {
    test.p = enumerated_p(ranks, observed);
  } else if (!alike && test.blocks * test.strategies <= kMostPermutedValues) {
    permute(test, ranks, observed);
  } else {
    approximate_by_f(test, ranks);
  }
}

}  // namespace

std::size_t most_enumerated_blocks(std::size_t strategies) {
  constexpr std::array<std::size_t, 11> kMost = {0, 0, 0, 20, 10, 6, 4, 3, 2, 2, 2};
  return strategies < kMost.size() ? kMost[strategies] : 0;
}

FriedmanTest friedman_test(const std::vector<std::vector<double>>& values, const std::vector<double>& tolerance) {
  FriedmanTest test;
  test.blocks = values.size();
  test.strategies = values.empty() ? 0 : values.front().size();
  require(test.blocks >= 2 && test.strategies >= 3,
          "Friedman's test needs two blocks and three strategies, not {} and {}", test.blocks, test.strategies);
  require(tolerance.size() == test.blocks, "{} tolerances for {} blocks", tolerance.size(), test.blocks);
  std::vector<std::vector<double>> ranks;
  for (std::size_t block = 0; block < test.blocks; ++block) {
    require(values[block].size() == test.strategies && all_finite(values[block]),
            "Friedman's test needs a finite value of every strategy in every block");
    ranks.push_back(midranks(values[block], tolerance[block]));
    for (double& rank : ranks.back()) rank = static_cast<double>(test.strategies) + 1 - rank;
  }
  judge(test, ranks);
  return test;
}

FriedmanTest friedman_test(const std::vector<std::vector<double>>& values) {
  std::vector<double> tolerance;
  for (const std::vector<double>& block : values) tolerance.push_back(tie_tolerance(block));
  return friedman_test(values, tolerance);
}

double studentised_range_quantile(double probability, std::size_t k) {
  require(k >= 2 && probability > 0 && probability < 1, "a range needs two values or more");
  std::uintmax_t iterations = 200;
  const auto [low, high] =
      boost::math::tools::toms748_solve([&](double r) { return range_probability(r, k) - probability; }, 1e-6, 30.0,
                                        boost::math::tools::eps_tolerance<double>(45), iterations);
  return (low + high) / 2;
}

double nemenyi_critical_difference(std::size_t k, std::size_t blocks, double level) {
  return studentised_range_quantile(1 - level, k) / std::numbers::sqrt2 * spread(k, blocks);
}

std::optional<std::string> refusal_of_nemenyi(std::size_t k, std::size_t blocks, double level) {
  if (k < 3) return fmt::format("{} strategies: with two, the signed-rank test says all", k);
  if (blocks < 2) return fmt::format("{} dataset: ranks are compared over datasets", blocks);
  const double critical = nemenyi_critical_difference(k, blocks, level), most = static_cast<double>(k - 1);
  if (critical <= most) return std::nullopt;
  const double enough = std::ceil(static_cast<double>(blocks) * critical * critical / (most * most));
  return fmt::format(
      "with {} datasets the critical difference of {} mean ranks is {:.2f}, and no two can lie farther apart than "
      "{}: {} datasets are needed for any difference to show",
      blocks, k, critical, k - 1, enough);
}

}  // namespace xil
