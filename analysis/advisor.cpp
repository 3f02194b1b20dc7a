#include "analysis/advisor.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "analysis/rank_tests.h"
#include "analysis/statistics.h"

namespace xil {
namespace {

constexpr double kPower = 0.8;
constexpr std::size_t kTabulated = 60, kMostSeeds = 10000;

/// The signed-rank test as a t-test: its critical value, and what stretches the normal curve that stands for the non-central t
/// (Abramowitz and Stegun 1964, 26.7.10).
struct Stand {
  double centre = 0, stretch = 1, pairs = 0;
};

std::optional<Stand> stand_of(std::size_t seeds, double level) {
  const double attained = attained_level(seeds, level);
  if (attained == 0 || seeds < 2) return std::nullopt;
  const double n = static_cast<double>(seeds), freedom = n - 1;
  const double critical = boost::math::quantile(boost::math::complement(boost::math::students_t(freedom), attained / 2));
  return Stand{critical * (1 - 1 / (4 * freedom)), std::sqrt(1 + critical * critical / (2 * freedom)), n * 3 / std::numbers::pi};
}

/// The least effect that so many seeds find; infinite where they find none.
double detectable_effect(std::size_t seeds, double level) {
  const auto stand = stand_of(seeds, level);
  if (!stand) return std::numeric_limits<double>::infinity();
  const double z = boost::math::quantile(boost::math::normal(), kPower);
  return (stand->centre + z * stand->stretch) / std::sqrt(stand->pairs);
}

}  // namespace

double signed_rank_power(std::size_t seeds, double effect, double level) {
  const auto stand = stand_of(seeds, level);
  if (!stand) return 0;
  const double shift = std::abs(effect) * std::sqrt(stand->pairs);
  return boost::math::cdf(boost::math::normal(), (shift - stand->centre) / stand->stretch);
}

PowerTable::PowerTable(double level) {
  for (std::size_t seeds = 0; seeds <= kTabulated; ++seeds) detectable_.push_back(detectable_effect(seeds, level));
}

std::optional<std::size_t> PowerTable::seeds_for(double effect) const {
  const double size = std::abs(effect);
  // The steps of the test let the table rise here and there: the first that finds it counts.
  for (std::size_t seeds = 0; seeds < detectable_.size(); ++seeds) {
    if (detectable_[seeds] <= size) return seeds;
  }
  const double ratio = detectable_.back() / size;  // beyond, n times the square of the effect stays as it is
  const double seeds = std::ceil(static_cast<double>(kTabulated) * ratio * ratio);
  if (!(seeds <= static_cast<double>(kMostSeeds))) return std::nullopt;
  return static_cast<std::size_t>(seeds);
}

SeedAdvice advise(std::size_t seeds, std::size_t tests, double level) {
  SeedAdvice advice;
  advice.seeds = seeds;
  advice.tests = tests;
  const double step = level / static_cast<double>(tests);
  advice.smallest_p = smallest_wilcoxon_p(seeds);
  advice.can_claim = advice.smallest_p <= step;
  while (smallest_wilcoxon_p(advice.seeds_for_any_claim) > step) ++advice.seeds_for_any_claim;
  const double effect = detectable_effect(seeds, step);
  if (std::isfinite(effect)) advice.detectable_effect = effect;
  return advice;
}

}  // namespace xil
