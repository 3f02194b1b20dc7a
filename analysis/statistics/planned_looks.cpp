#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "analysis/statistics/looks.h"
#include "analysis/statistics/rank_tests.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

double above_normal(double z) { return std::erfc(z / std::numbers::sqrt2) / 2; }

/// The z of which an upper tail is left.
double z_of_tail(double tail) { return boost::math::quantile(boost::math::complement(boost::math::normal(), tail)); }

/// The normal process that standardised rank sums of a sweep approach, at share t of its seeds with variance t, as far
/// as it has not been stopped: its density on a grid (Armitage, McPherson and Rowe 1969).
class StoppedProcess {
 public:
  explicit StoppedProcess(bool two_sided) : two_sided_(two_sided) {}

  /// The chance that the process has not been stopped and reaches z deviations at `share` (or -z, if two-sided).
  double reaches(double z, double share) const {
    const double height = z * std::sqrt(share), sides = two_sided_ ? 2 : 1;
    if (density_.empty()) return sides * above_normal(z);
    const double deviation = std::sqrt(share - share_);
    double sum = 0;
    for (std::size_t i = 0; i < density_.size(); ++i)
      sum += weight(i) * density_[i] * above_normal((height - at(i)) / deviation);
    return sides * sum;
  }

  /// Goes on to `share`, and stops what has reached z there.
  void stop(double z, double share) {
    const double high = std::min(z, kFar) * std::sqrt(share), low = two_sided_ ? -high : -kFar * std::sqrt(share);
    const double step = (high - low) / static_cast<double>(kPoints - 1), deviation = std::sqrt(share - share_);
    std::vector<double> density;
    for (std::size_t k = 0; k < kPoints; ++k)
      density.push_back(arriving(low + step * static_cast<double>(k), deviation));
    density_ = std::move(density);
    low_ = low;
    step_ = step;
    share_ = share;
  }

 private:
  static constexpr double kFar = 8;
  static constexpr std::size_t kPoints = 301;

  double at(std::size_t i) const { return low_ + step_ * static_cast<double>(i); }
  double weight(std::size_t i) const { return i == 0 || i + 1 == density_.size() ? step_ / 2 : step_; }
  double arriving(double height, double deviation) const {
    const auto normal = [&](double distance) {
      const double z = distance / deviation;
      return std::exp(-z * z / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2 / deviation;
    };
    if (density_.empty()) return normal(height);
    double sum = 0;
    for (std::size_t i = 0; i < density_.size(); ++i) sum += weight(i) * density_[i] * normal(height - at(i));
    return sum;
  }

  bool two_sided_;
  double share_ = 0, low_ = 0, step_ = 0;
  std::vector<double> density_;
};

/// The one-sided p of every rank sum of n pairs without ties, up to one half.
std::vector<double> steps_of(std::size_t n) {
  const std::vector<double> law = rank_sum_law(n);
  std::vector<double> steps;
  double tail = 0;
  for (std::size_t sum = 0; sum < law.size() && tail + law[sum] <= 0.5; ++sum) {
    tail += law[sum];
    steps.push_back(std::max(tail, kLeastP));
  }
  return steps;
}

}  // namespace

double spent_until(double level, double share) {
  require(level > 0 && level <= 1 && share > 0, "no level is spent at level {} and share {}", level, share);
  if (share >= 1 || level >= 1) return level;
  return 2 * above_normal(z_of_tail(level / 2) / std::sqrt(share));
}

std::vector<PlannedLook> plan_looks(std::span<const std::size_t> seeds, double level, bool two_sided) {
  require(level > 0 && level < 0.5, "a level of planned tests is between 0 and .5, not {}", level);
  require(!seeds.empty() && seeds.front() > 0 && std::ranges::adjacent_find(seeds, std::greater_equal{}) == seeds.end(),
          "looks are numbers of seeds that ascend");
  StoppedProcess process(two_sided);
  std::vector<PlannedLook> looks;
  double spent = 0;
  for (const std::size_t n : seeds) {
    const double share = static_cast<double>(n) / static_cast<double>(seeds.back());
    const double budget = spent_until(level, share) * (1 + 1e-12);
    const std::vector<double> steps = steps_of(n);
    const auto fits = [&](double tail) { return spent + process.reaches(z_of_tail(tail), share) <= budget; };
    const auto allowed = std::ranges::partition_point(steps, fits) - steps.begin();
    PlannedLook& look = looks.emplace_back(PlannedLook{n, 0, spent, {}});
    double z = std::numeric_limits<double>::infinity();
    if (allowed > 0) {
      look.against = static_cast<std::size_t>(allowed) - 1;
      const double tail = steps[*look.against];
      z = z_of_tail(tail);
      look.bound = two_sided ? 2 * tail : tail;
      look.spent = spent += process.reaches(z, share);
    }
    if (n < seeds.back()) process.stop(z, share);
  }
  return looks;
}

}  // namespace xil
