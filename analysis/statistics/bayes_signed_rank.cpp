#include "analysis/statistics/bayes_signed_rank.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "analysis/statistics/draws.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

/// A value of the gamma distribution with scale 1 (Marsaglia and Tsang 2000); shapes below 1 by a power of a uniform.
double gamma_value(double shape, Rng& rng) {
  if (shape == 1) return -std::log1p(-rng.uniform());
  if (shape < 1) return gamma_value(shape + 1, rng) * std::pow(1 - rng.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = rng.normal(), root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(1 - rng.uniform()) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
  }
}

/// Sorted differences with the pseudo-pair at 0 among them, and which partners make a pair's mean left or right.
struct PairsAndPrior {
  std::vector<double> shape;                       ///< of each value's weight
  std::vector<std::size_t> left_end, right_begin;  ///< partners of i before and from these positions on

  PairsAndPrior(std::vector<double> values, double prior, double border) {
    values.push_back(0);
    std::ranges::sort(values);
    const auto at_zero = std::ranges::find(values, 0.0) - values.begin();  // equal values are exchangeable
    for (std::size_t i = 0; i < values.size(); ++i) {
      shape.push_back(static_cast<std::ptrdiff_t>(i) == at_zero ? prior : 1);
      const auto left = std::ranges::lower_bound(values, -2 * border - values[i]);
      const auto right = std::ranges::upper_bound(values, 2 * border - values[i]);
      left_end.push_back(static_cast<std::size_t>(left - values.begin()));
      right_begin.push_back(static_cast<std::size_t>(right - values.begin()));
    }
  }
};

/// How the weight of all pairs of pairs splits in one sample of the posterior.
struct Split {
  double left = 0, equal = 0, right = 0;
};

Split sampled_split(const PairsAndPrior& pairs, std::vector<double>& until, Rng& rng) {
  const std::size_t n = pairs.shape.size();
  until[0] = 0;
  for (std::size_t i = 0; i < n; ++i) until[i + 1] = until[i] + gamma_value(pairs.shape[i], rng);
  Split split;
  for (std::size_t i = 0; i < n; ++i) {
    const double own = until[i + 1] - until[i];
    split.left += own * until[pairs.left_end[i]];
    split.right += own * (until[n] - until[pairs.right_begin[i]]);
  }
  split.equal = until[n] * until[n] - split.left - split.right;
  return split;
}

}  // namespace

RopeProbabilities bayesian_signed_rank(const PairedDifferences& differences, double rope, const BayesOptions& options) {
  require(rope >= 0 && options.prior > 0 && options.samples > 0,
          "the Bayesian signed-rank test needs a rope of 0 or more, a prior above 0 and samples");
  RopeProbabilities found;
  if (differences.pairs.empty() || differences.censored) {
    found.left = found.equal = found.right = found.error = std::numeric_limits<double>::quiet_NaN();
    return found;
  }
  const PairsAndPrior pairs(differences.values(), options.prior, rope + differences.tolerance);
  Rng rng = draws(Draw::Posterior, static_cast<std::uint32_t>(differences.pairs.size()), options.seed);
  std::vector<double> until(pairs.shape.size() + 1);
  std::size_t left = 0, right = 0;
  for (std::size_t sample = 0; sample < options.samples; ++sample) {
    const Split split = sampled_split(pairs, until, rng);
    const double rival = rope > 0 ? split.equal : 0;
    left += split.left > split.right && split.left > rival ? 1 : 0;
    right += split.right > split.left && split.right > rival ? 1 : 0;
  }
  const auto all = static_cast<double>(options.samples);
  found.samples = options.samples;
  found.left = static_cast<double>(left) / all;
  found.right = static_cast<double>(right) / all;
  found.equal = static_cast<double>(options.samples - left - right) / all;
  for (const double share : {found.left, found.equal, found.right}) {
    const double smoothed = (share * all + 1) / (all + 2);  // so that a share of 0 or 1 has an error too
    found.error = std::max(found.error, std::sqrt(smoothed * (1 - smoothed) / all));
  }
  return found;
}

}  // namespace xil
