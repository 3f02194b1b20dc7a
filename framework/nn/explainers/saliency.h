#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/nn/explainers/masks.h"

namespace xil {

/// Rise measures what seeing a pixel does for the target's score f; InvRise what hiding it does for the others' score 1
/// - f.
enum class Saliency { Rise, InvRise };

/// Masked copies of one image, in the order in which they were drawn, and the network's scores of them: everything that
/// a map needs.
struct ScoredMasks {
  std::vector<MaskDraw> draws;
  std::vector<double> scores;  ///< probability of the target, in [0, 1]
  /// Seed of the additional masks that a logistic control variate uses without asking the network for their scores.
  std::uint64_t unscored_seed = 0;

  std::size_t size() const { return draws.size(); }
  /// The `count` masks from position `first` on.
  /// Precondition: first + count <= size().
  ScoredMasks part(std::size_t first, std::size_t count) const;
  double score_mean() const;
  /// Population standard deviation of the scores; 0 before the first mask.
  double score_sd() const;
};

/// How a map is made from scored masks.
struct Estimator {
  Saliency saliency = Saliency::InvRise;
  Normalise normalise = Normalise::Constant;
  Sampling sampling = Sampling::Bernoulli;  ///< how the masks were drawn
  bool control_variate = false;             ///< only with Normalise::Centred
  Surrogate surrogate = Surrogate::Linear;  ///< model of the control variate
  double p = 0.5;                           ///< probability that a cell is visible
};
Estimator estimator_of(Saliency saliency, const RiseParams& params, double p);

/// The saliency map, [pixels]. With N masks M, scores f, f' = 1 - f, and E, cov over the masks' distribution (Petsiuk
/// 2018; arXiv 2410.12817), by estimator.normalise:
/// - constant: Rise sum(f M) / (N p), InvRise sum(f' (1 - M)) / (N (1 - p)). Unbiased for E f + cov(f, M) / p and E f'
///   + cov(f, M) / (1 - p).
/// - coverage: Rise sum(f M) / sum(M), InvRise sum(f' (1 - M)) / sum(1 - M). Converges to the same values; it is a
///   ratio, whose bias falls as 1/N. A pixel that no mask covers gets the baseline.
/// - centred: both sum(f M) / N - mean(f) mean(M). Converges to cov(f, M); its expected value is smaller by the share
///   1/N.
/// With control_variate: cov(h, M) + sum((f - h) M) / N, where h is a model of the scores. It converges to cov(f, M)
/// with a bias that falls as 1/N, since h is fitted to the same masks.
/// - surrogate Linear: h is the model of fit_cells(), and cov(h, M) is exact: p (1 - p) times the mean of the masks'
///   operators over all shifts.
/// - surrogate Logistic: h is a LogisticFit, and cov(h, M) is estimated with 32 N masks that are not scored.
/// Precondition: there is at least one mask.
std::vector<double> saliency_map(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator);
/// The map's expected value if score and mask are independent: mean f, mean f', or 0 for a centred map.
double saliency_baseline(const ScoredMasks& scored, const Estimator& estimator);

/// The quality of a map, as far as its own masks show it.
struct MapNoise {
  /// Estimated share of the map's variance over the pixels that other masks would not reproduce, in [0, 1]. Undefined
  /// for a map without variance, or with fewer masks than an estimate needs.
  double share = 0;
  /// How many masks plain RISE or InvRISE (`constant` over independent masks) needs for each mask of this map, at equal
  /// noise: E f^2 (E f'^2) divided by the variance that is left. Undefined if none is left.
  double gain = 1;
};

/// Estimates the noise of a map: the variance of f, times that of a mask over its pixels, over N. The variance of f is
/// taken around 0 (constant), around its mean (coverage, centred), or around a linear model of the cells (hadamard,
/// whose masks are balanced, and control_variate). The estimate regards scores as independent of single mask values,
/// and stratified shifts as random, so that it is rather too large than too small (in tests .95 to 1.4 times the noise
/// of repeated explanations).
MapNoise map_noise(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator,
                   std::span<const double> map);

/// Whether an explanation may stop here: the 95 % interval of a cell's effect, cov(f, G), reaches to either side no
/// farther than `tolerance` times the range of all effects. If the masks show nothing but noise, this hardly ever
/// happens for a tolerance under .3.
bool is_settled(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator, double tolerance);

}  // namespace xil
