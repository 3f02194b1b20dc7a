#include "framework/nn/explainers/saliency.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "framework/core/base/error.h"
#include "framework/core/interfaces/records.h"
#include "framework/core/numeric/rng.h"
#include "framework/nn/explainers/cell_fit.h"
#include "framework/nn/explainers/logistic_fit.h"
#include "framework/nn/explainers/mask_source.h"

namespace xil {
namespace {

double explained_score(Saliency saliency, double score) { return saliency == Saliency::Rise ? score : 1 - score; }

/// The divisor of the map, the same for all pixels.
double scale_of(const Estimator& estimator) {
  if (estimator.normalise == Normalise::Centred) return 1;
  return estimator.saliency == Saliency::Rise ? estimator.p : 1 - estimator.p;
}

constexpr std::size_t kUnscored = 32;  ///< unscored masks of a logistic control variate per scored mask

/// The covariance of the values with the masks: sum of (value - mean) M, divided by the number of masks.
std::vector<double> covariance(const MaskShaper& shaper, std::span<const MaskDraw> draws, std::vector<double> values) {
  const double n = static_cast<double>(values.size()), mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  for (double& value : values) value = (value - mean) / n;
  return shaper.weighted_sum(draws, values);
}

std::vector<double> control_variate_map(const MaskShaper& shaper, const ScoredMasks& scored, double p) {
  CellFit fit = fit_cells(scored.draws, scored.scores);
  std::vector<double> map = covariance(shaper, scored.draws, std::move(fit.residuals));
  const std::vector<double> exact = shaper.mean_over_shifts(fit.effects);
  for (std::size_t i = 0; i < map.size(); ++i) map[i] += p * (1 - p) * exact[i];
  return map;
}

/// Estimates cov(h, M) for a model h as the mean of (h - centre) (M - p) over masks that are not scored.
std::vector<double> modelled_covariance(const MaskShaper& shaper, const LogisticFit& model, const ScoredMasks& scored,
                                        double p) {
  constexpr std::size_t kChunk = 1024;  // so that memory does not grow with the masks
  MaskSource source(shaper, p == 0.5 ? Sampling::Hadamard : Sampling::Bernoulli, p,
                    Rng(scored.unscored_seed, {Purpose::Surrogate}));
  const double centre = scored.score_mean(), n = static_cast<double>(kUnscored * scored.size());
  MaskSum sum(shaper);
  double total = 0;
  std::vector<MaskDraw> draws;
  for (std::size_t left = kUnscored * scored.size(); left > 0; left -= draws.size()) {
    draws.clear();
    while (draws.size() < std::min(left, kChunk)) draws.push_back(source.next());
    const std::vector<double> scores = model.predict(shaper, draws);
    for (std::size_t i = 0; i < draws.size(); ++i) {
      sum.add(draws[i], scores[i] - centre);
      total += scores[i] - centre;
    }
  }
  std::vector<double> map = sum.map();
  for (double& value : map) value = (value - p * total) / n;
  return map;
}

std::vector<double> residuals_of(const LogisticFit& fit, const MaskShaper& shaper, const ScoredMasks& scored) {
  std::vector<double> residuals = fit.predict(shaper, scored.draws);
  for (std::size_t i = 0; i < residuals.size(); ++i) residuals[i] = scored.scores[i] - residuals[i];
  return residuals;
}

std::vector<double> logistic_map(const MaskShaper& shaper, const ScoredMasks& scored, double p) {
  const LogisticFit fit(shaper, scored.draws, scored.scores);
  std::vector<double> map = covariance(shaper, scored.draws, residuals_of(fit, shaper, scored));
  const std::vector<double> modelled = modelled_covariance(shaper, fit, scored, p);
  for (std::size_t i = 0; i < map.size(); ++i) map[i] += modelled[i];
  return map;
}

/// sum(f M) for Rise; sum(f' (1 - M)) = sum(f') - sum(f' M) for InvRise.
std::vector<double> weighted_masks(const MaskShaper& shaper, const ScoredMasks& scored, Saliency saliency) {
  std::vector<double> weights;
  for (const double score : scored.scores) weights.push_back(explained_score(saliency, score));
  std::vector<double> sums = shaper.weighted_sum(scored.draws, weights);
  if (saliency == Saliency::Rise) return sums;
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& sum : sums) sum = total - sum;
  return sums;
}

/// A smaller coverage comes from rounding: the pixel is not covered.
constexpr double kNothing = 1e-9;

std::vector<double> covered_map(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator) {
  std::vector<double> map = weighted_masks(shaper, scored, estimator.saliency);
  const std::vector<double> visible = shaper.weighted_sum(scored.draws, std::vector<double>(scored.size(), 1.0));
  const double n = static_cast<double>(scored.size()), baseline = saliency_baseline(scored, estimator);
  for (std::size_t i = 0; i < map.size(); ++i) {
    const double cover = estimator.saliency == Saliency::Rise ? visible[i] : n - visible[i];
    map[i] = cover > kNothing ? map[i] / cover : baseline;
  }
  return map;
}

double variance(std::span<const double> values) {
  const double n = static_cast<double>(values.size()), mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / n;
}

/// The variance of f that is noise, in two parts: the part that is averaged over independent masks, and the part that a
/// linear model of the cells has explained, which is noise only through differing shifts.
struct NoisyVariance {
  double independent = 0, balanced = 0;
};

NoisyVariance noisy_variance(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator) {
  const double n = static_cast<double>(scored.size()), sd = scored.score_sd();
  const double around_mean = n > 1 ? sd * sd * n / (n - 1) : kUndefined;
  if (estimator.control_variate && estimator.surrogate == Surrogate::Logistic) {
    const double freedom = n - 1 - static_cast<double>(shaper.cells());
    const auto residuals = residuals_of(LogisticFit(shaper, scored.draws, scored.scores), shaper, scored);
    const double left = freedom > 0 ? variance(residuals) * n / freedom : kUndefined;
    return {left + std::max(0.0, around_mean - left) / static_cast<double>(kUnscored),
            0};  // the second term comes from the masks without scores
  }
  if (estimator.control_variate) return {fit_cells(scored.draws, scored.scores).variance, 0};
  if (estimator.sampling == Sampling::Hadamard) {
    const double left = fit_cells(scored.draws, scored.scores).variance;
    return {left, std::max(0.0, around_mean - left)};
  }
  if (estimator.normalise != Normalise::Constant) return {around_mean, 0};
  const double mean = explained_score(estimator.saliency, scored.score_mean());
  return {mean * mean + sd * sd, 0};
}

}  // namespace

ScoredMasks ScoredMasks::part(std::size_t first, std::size_t count) const {
  const auto start = static_cast<std::ptrdiff_t>(first), end = static_cast<std::ptrdiff_t>(first + count);
  return {{draws.begin() + start, draws.begin() + end},
          {scores.begin() + start, scores.begin() + end},
          unscored_seed + first};
}

double ScoredMasks::score_mean() const {
  return std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
}

double ScoredMasks::score_sd() const {
  double mean = 0, squares = 0, count = 0;  // Welford's algorithm: for equal scores the deviation is exactly 0
  for (const double score : scores) {
    const double deviation = score - mean;
    mean += deviation / ++count;
    squares += deviation * (score - mean);
  }
  return count == 0 ? 0 : std::sqrt(squares / count);
}

Estimator estimator_of(Saliency saliency, const RiseParams& params, double p) {
  return {saliency, params.normalise, params.sampling, params.control_variate, params.surrogate, p};
}

std::vector<double> saliency_map(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator) {
  require(scored.size() > 0 && scored.size() == scored.scores.size(), "a map of {} masks with {} scores", scored.size(),
          scored.scores.size());
  if (estimator.control_variate) {
    return estimator.surrogate == Surrogate::Logistic ? logistic_map(shaper, scored, estimator.p)
                                                      : control_variate_map(shaper, scored, estimator.p);
  }
  if (estimator.normalise == Normalise::Centred) return covariance(shaper, scored.draws, scored.scores);
  if (estimator.normalise == Normalise::Coverage) return covered_map(shaper, scored, estimator);
  std::vector<double> map = weighted_masks(shaper, scored, estimator.saliency);
  for (double& value : map) value /= static_cast<double>(scored.size()) * scale_of(estimator);
  return map;
}

double saliency_baseline(const ScoredMasks& scored, const Estimator& estimator) {
  return estimator.normalise == Normalise::Centred ? 0 : explained_score(estimator.saliency, scored.score_mean());
}

MapNoise map_noise(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator,
                   std::span<const double> map) {
  const NoisyVariance of_scores = noisy_variance(shaper, scored, estimator);
  const double of_mask = shaper.variance_over_pixels(), scale = scale_of(estimator);
  const double left = of_scores.independent + of_scores.balanced * shaper.variance_over_shifts() / of_mask;
  const double of_cell = estimator.p * (1 - estimator.p);
  const double noise = left * of_cell * of_mask / (scale * scale) / static_cast<double>(scored.size());
  const double all = variance(map), sd = scored.score_sd();
  const double mean = explained_score(estimator.saliency, scored.score_mean());
  return {all > 0 ? std::min(noise / all, 1.0) : kUndefined, left > 0 ? (mean * mean + sd * sd) / left : kUndefined};
}

bool is_settled(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator, double tolerance) {
  require(scored.size() > 0, "no masks to settle anything");
  const double n = static_cast<double>(scored.size()), mean = scored.score_mean();
  std::vector<double> effects(scored.draws.front().cells.size(), 0.0);
  for (std::size_t i = 0; i < scored.size(); ++i) {
    for (std::size_t c = 0; c < effects.size(); ++c) {
      effects[c] += (scored.scores[i] - mean) * (scored.draws[i].cells[c] ? 1 : 0) / n;
    }
  }
  constexpr double kQuantile = 1.959963984540054;  // of the standard normal distribution, at .975
  const double noisy = noisy_variance(shaper, scored, estimator).independent;
  const double half_width = kQuantile * std::sqrt(noisy * estimator.p * (1 - estimator.p) / n);
  const auto [low, high] = std::ranges::minmax(effects);
  return half_width <= tolerance * (high - low);
}

}  // namespace xil
