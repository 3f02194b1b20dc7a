#include "analysis/statistics/pooled_difference.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

#include "analysis/statistics/rank_tests.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr double kNotKnown = std::numeric_limits<double>::quiet_NaN();

/// The datasets that have a standard error: their means and its squares.
struct Effects {
  std::vector<double> mean, square;
  bool some_without_spread = false;
};

Effects effects_of(std::span<const std::vector<double>> differences) {
  Effects effects;
  for (const std::vector<double>& values : differences) {
    require(all_finite(values), "a difference over datasets was asked of a value that is not finite");
    if (values.size() < 2) continue;
    const double deviation = standard_deviation(values);
    effects.mean.push_back(mean(values));
    effects.square.push_back(deviation * deviation / static_cast<double>(values.size()));
    effects.some_without_spread = effects.some_without_spread || deviation <= tie_tolerance(values);
  }
  return effects;
}

/// The mean with the weights 1 / (s^2 + tau^2), the sum of the weights, and the weighted sum of squares around it.
struct Weighted {
  double estimate = 0, weight = 0, squares = 0;
};

Weighted weighted(const Effects& effects, double tau_square) {
  Weighted sums;
  for (std::size_t j = 0; j < effects.mean.size(); ++j) {
    const double weight = 1 / (effects.square[j] + tau_square);
    sums.weight += weight;
    sums.estimate += weight * effects.mean[j];
  }
  sums.estimate /= sums.weight;
  for (std::size_t j = 0; j < effects.mean.size(); ++j) {
    const double distance = effects.mean[j] - sums.estimate;
    sums.squares += distance * distance / (effects.square[j] + tau_square);
  }
  return sums;
}

/// The variance between datasets for which the weighted sum of squares is what is expected, datasets - 1.
double paule_mandel(const Effects& effects) {
  const double expected = static_cast<double>(effects.mean.size() - 1);
  const auto excess = [&](double tau_square) { return weighted(effects, tau_square).squares - expected; };
  if (excess(0) <= 0) return 0;
  double high = *std::ranges::max_element(effects.square);
  while (excess(high) > 0) high *= 2;
  std::uintmax_t iterations = 200;
  const auto [low, up] =
      boost::math::tools::toms748_solve(excess, 0.0, high, boost::math::tools::eps_tolerance<double>(48), iterations);
  return (low + up) / 2;
}

/// The variance between datasets if all count equally: that of their means less what the seeds explain.
double between_equals(const Effects& effects) {
  const double deviation = standard_deviation(effects.mean);
  return std::max(0.0, deviation * deviation - mean(effects.square));
}

}  // namespace

PooledDifference pooled_difference(std::span<const std::vector<double>> differences, double confidence) {
  require(confidence > 0 && confidence < 1, "a confidence is between 0 and 1, not {}", confidence);
  const Effects effects = effects_of(differences);
  PooledDifference pooled;
  pooled.datasets = effects.mean.size();
  pooled.equal_weights = effects.some_without_spread;
  pooled.estimate = mean(effects.mean);
  pooled.tau = kNotKnown;
  pooled.interval = {kNotKnown, kNotKnown};
  double tau_square = 0;
  if (pooled.datasets >= 2) {
    const auto count = static_cast<double>(pooled.datasets);
    tau_square = pooled.equal_weights ? between_equals(effects) : paule_mandel(effects);
    pooled.tau = std::sqrt(tau_square);
    double error = standard_deviation(effects.mean) / std::sqrt(count);
    if (!pooled.equal_weights) {
      const Weighted sums = weighted(effects, tau_square);
      pooled.estimate = sums.estimate;
      error = std::sqrt(std::max(1.0, sums.squares / (count - 1)) / sums.weight);
    }
    const double t = boost::math::quantile(boost::math::students_t(count - 1), (1 + confidence) / 2);
    pooled.interval = {pooled.estimate - t * error, pooled.estimate + t * error};
  }
  std::size_t next = 0;
  for (const std::vector<double>& values : differences) {
    if (values.size() < 2) {
      pooled.of_dataset.push_back(kNotKnown);
      continue;
    }
    const double own = effects.mean[next], square = effects.square[next++];
    const bool stays = pooled.datasets < 2 || square + tau_square == 0;
    const double share = stays ? 1 : tau_square / (tau_square + square);
    pooled.of_dataset.push_back(share == 1 ? own : std::lerp(pooled.estimate, own, share));
  }
  return pooled;
}

}  // namespace xil
