#include "analysis/friedman.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "analysis/rank_tests.h"
#include "framework/core/error.h"

namespace xil {
namespace {

/// P(range of k standard normal values <= r): k times the integral of phi(z) (Phi(z) - Phi(z - r))^(k - 1), by the trapezoid rule,
/// which for such functions is exact to the last digits once the steps are this fine.
double range_probability(double r, std::size_t k) {
  constexpr double kTail = 9, kStep = 0.06;  // beyond, the density is below 1e-18
  const auto below = [](double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; };
  double sum = 0;
  for (double z = -kTail; z <= kTail; z += kStep) {
    sum += std::exp(-z * z / 2) * std::pow(below(z) - below(z - r), static_cast<double>(k - 1));
  }
  return static_cast<double>(k) * sum * kStep * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

/// What a critical difference is a multiple of.
double spread(std::size_t k, std::size_t blocks) {
  return std::sqrt(static_cast<double>(k) * static_cast<double>(k + 1) / (6 * static_cast<double>(blocks)));
}

}  // namespace

FriedmanTest friedman_test(const std::vector<std::vector<double>>& values) {
  FriedmanTest test;
  test.blocks = values.size();
  test.strategies = values.empty() ? 0 : values.front().size();
  require(test.blocks >= 2 && test.strategies >= 3, "Friedman's test needs two blocks and three strategies, not {} and {}",
          test.blocks, test.strategies);
  const auto n = static_cast<double>(test.blocks), k = static_cast<double>(test.strategies);
  std::vector<double> sums(test.strategies, 0);
  double ties = 0;
  for (const std::vector<double>& block : values) {
    require(block.size() == test.strategies && std::ranges::none_of(block, [](double v) { return std::isnan(v); }),
            "Friedman's test needs a value of every strategy in every block");
    const std::vector<double> ranks = midranks(block);
    for (std::size_t s = 0; s < sums.size(); ++s) sums[s] += k + 1 - ranks[s];
    ties += tie_term(block);
  }
  double squares = 0;
  for (const double sum : sums) {
    test.mean_ranks.push_back(sum / n);
    squares += sum * sum;
  }
  const double correction = 1 - ties / (n * k * (k * k - 1));
  if (correction <= 0) return test;  // all equal: nothing speaks against it
  test.chi_square = (12 / (n * k * (k + 1)) * squares - 3 * n * (k + 1)) / correction;
  test.p_chi_square = boost::math::cdf(boost::math::complement(boost::math::chi_squared(k - 1), std::max(0.0, test.chi_square)));
  const double room = n * (k - 1) - test.chi_square;
  test.f = room <= 0 ? std::numeric_limits<double>::infinity() : (n - 1) * test.chi_square / room;
  test.p = room <= 0 ? 0 : boost::math::cdf(boost::math::complement(boost::math::fisher_f(k - 1, (k - 1) * (n - 1)), std::max(0.0, test.f)));
  return test;
}

double studentised_range_quantile(double probability, std::size_t k) {
  require(k >= 2 && probability > 0 && probability < 1, "a range needs two values or more");
  std::uintmax_t iterations = 200;
  const auto [low, high] = boost::math::tools::toms748_solve(
      [&](double r) { return range_probability(r, k) - probability; }, 1e-6, 30.0,
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
  return fmt::format("with {} datasets the critical difference of {} mean ranks is {:.2f}, and no two can lie farther apart than {}: {} "
                     "datasets are needed for any difference to show",
                     blocks, k, critical, k - 1, enough);
}

}  // namespace xil
