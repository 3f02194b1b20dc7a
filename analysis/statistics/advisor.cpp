#include "analysis/statistics/advisor.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include "analysis/statistics/rank_tests.h"
#include "analysis/statistics/statistics.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr double kPower = 0.8;
constexpr std::size_t kTabulated = 60, kMostSeeds = 10000;

double below(double z) { return std::erfc(-z / std::numbers::sqrt2) / 2; }

double density(double z) { return std::exp(-z * z / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2; }

/// Sets values[i] to `times` the integral of values * weights from the first to the i-th point, by the trapezoid rule.
void integrate(std::vector<double>& values, const std::vector<double>& weights, double times) {
  double last = values[0] * weights[0], integral = 0;
  values[0] = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double next = values[i] * weights[i];
    integral += (last + next) / 2;
    last = next;
    values[i] = times * integral;
  }
}

/// P(W- <= critical) in the signed-rank test of n normal values with mean `shift` and deviation 1. `held[w](t)` is the
/// probability that r values are all within t of 0 and have W- = w. The largest of them has rank r and adds r to W- if
/// it is negative, so that held for r follows from held for r - 1 by one integral. The result is divided by the same
/// sum over all w, which removes most of the trapezoid rule's error.
double chance_of_rank_sum(std::size_t n, std::size_t critical, double shift) {
  constexpr std::size_t kSteps = 240;
  const double step = (std::abs(shift) + 8) / kSteps;  // beyond it the density is below 1e-14
  std::vector<double> positive, either, negative_share;
  for (std::size_t i = 0; i <= kSteps; ++i) {
    const double t = static_cast<double>(i) * step;
    positive.push_back(density(t - shift));
    negative_share.push_back(std::exp(-2 * t * shift));  // share of density(t + shift) in density(t - shift)
    either.push_back(positive.back() * (1 + negative_share.back()));
  }
  std::vector<std::vector<double>> held(critical + 1, std::vector<double>(kSteps + 1, 0.0));
  held[0].assign(kSteps + 1, 1.0);
  std::vector<double> whole = held[0];
  for (std::size_t r = 1; r <= n; ++r) {
    const double times = static_cast<double>(r) * step;
    for (std::size_t w = critical + 1; w-- > 0;) {  // downwards, so that held[w - r] is still that of r - 1
      for (std::size_t i = 0; w >= r && i <= kSteps; ++i) held[w][i] += held[w - r][i] * negative_share[i];
      integrate(held[w], positive, times);
    }
    integrate(whole, either, times);
  }
  double chance = 0;
  for (const std::vector<double>& of_sum : held) chance += of_sum.back();
  return std::clamp(chance / whole.back(), 0.0, 1.0);
}

void require_level(double level) { require(level > 0 && level < 1, "a level is between 0 and 1, not {}", level); }

}  // namespace

/// The power of the test with a number of seeds that can reach the level.
class PowerOf {
 public:
  PowerOf(std::size_t seeds, double level) : seeds_(seeds) {
    if (seeds <= kExactPairs) {
      const CriticalSum critical = critical_sum(seeds, level).value();
      if (critical.sum < seeds) {
        most_ = critical.sum;
        return;
      }
      level = critical.level;
    }
    level = std::max(level, 1e-200);  // below it, the t distribution leaves the range of numbers
    const double n = static_cast<double>(seeds), freedom = n - 1;
    const double critical = boost::math::quantile(boost::math::complement(boost::math::students_t(freedom), level / 2));
    centre_ = critical * (1 - 1 / (4 * freedom));
    stretch_ = std::sqrt(1 + critical * critical / (2 * freedom));
    root_ = std::sqrt(n * 3 / std::numbers::pi);
  }

  /// The power against a shift, which is not negative, in standard deviations; the far tail is left out.
  double against(double shift) const {
    if (!most_) return below((shift * root_ - centre_) / stretch_);
    return *most_ == 0 ? std::pow(below(shift), static_cast<double>(seeds_))
                       : chance_of_rank_sum(seeds_, *most_, shift);
  }

  /// The smallest effect that is found with 80 % power. It is computed at the first call, since many pairs of
  /// strategies ask for the same value.
  double detectable() const {
    if (!most_) return (centre_ + boost::math::quantile(boost::math::normal(), kPower) * stretch_) / root_;
    if (!detectable_) {
      std::uintmax_t iterations = 60;
      const auto [low, high] =
          boost::math::tools::toms748_solve([&](double shift) { return against(shift) - kPower; }, 0.0,
                                            8.0,  // for this shift all of 25 values are positive but for 1e-14
                                            boost::math::tools::eps_tolerance<double>(24), iterations);
      detectable_ = (low + high) / 2;
    }
    return *detectable_;
  }

 private:
  std::size_t seeds_;
  std::optional<std::size_t>
      most_;  ///< the greatest significant rank sum, where the power follows from its distribution
  double centre_ = 0,
         stretch_ = 1;  ///< of the normal curve that stands for the non-central t (Abramowitz and Stegun 1964, 26.7.10)
  double root_ = 1;
  mutable std::optional<double> detectable_;
};

std::size_t fewest_seeds(double level) {
  std::size_t seeds = 1;
  for (double p = 1; p > level; p /= 2) ++seeds;
  return seeds;
}

double signed_rank_power(std::size_t seeds, double effect, double level) {
  require_level(level);
  require(!std::isnan(effect), "the power against an effect that is no number");
  return seeds < fewest_seeds(level) ? 0 : PowerOf(seeds, level).against(std::min(std::abs(effect), 30.0));
}

PowerTable::PowerTable(double level) {
  require_level(level);
  for (std::size_t seeds = 0; seeds <= kTabulated; ++seeds)
    of_seeds_.push_back(seeds < fewest_seeds(level) ? nullptr : std::make_unique<PowerOf>(seeds, level));
}

PowerTable::~PowerTable() = default;

std::optional<std::size_t> PowerTable::seeds_for(double effect) const {
  if (!(std::abs(effect) > 0)) return std::nullopt;
  const double size = std::min(std::abs(effect), 30.0);
  // The power is not quite monotone in the number of seeds, because of the test's steps: the first number that suffices
  // counts.
  for (std::size_t seeds = 0; seeds < of_seeds_.size(); ++seeds) {
    if (of_seeds_[seeds] && of_seeds_[seeds]->detectable() <= size) return seeds;
  }
  if (!of_seeds_.back()) return std::nullopt;
  const double ratio =
      of_seeds_.back()->detectable() / size;  // beyond, n times the square of the effect stays as it is
  const double seeds = std::ceil(static_cast<double>(kTabulated) * ratio * ratio);
  if (!(seeds <= static_cast<double>(kMostSeeds))) return std::nullopt;
  return static_cast<std::size_t>(seeds);
}

SeedAdvice advise(std::size_t seeds, std::size_t tests, double level) {
  require_level(level);
  require(tests >= 1, "there is no test to advise on");
  SeedAdvice advice;
  advice.seeds = seeds;
  advice.tests = tests;
  const double step = level / static_cast<double>(tests);
  advice.smallest_p = smallest_wilcoxon_p(seeds);
  advice.can_claim = advice.smallest_p <= step;
  advice.seeds_for_any_claim = fewest_seeds(step);
  if (advice.can_claim) advice.detectable_effect = PowerOf(seeds, step).detectable();
  return advice;
}

}  // namespace xil
