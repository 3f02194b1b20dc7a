#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/nn/explainers/masks.h"

namespace xil {

/// Rise: what seeing a pixel does for the target's score f. InvRise: what hiding it does for the others' 1 - f.
enum class Saliency { Rise, InvRise };

/// Masked copies of one image, in the order in which they were drawn, and what the network made of them: all that a map
/// needs.
struct ScoredMasks {
  std::vector<MaskDraw> draws;
  std::vector<double> scores;  ///< of the target, in [0, 1]
  /// Names the masks that a logistic control variate looks at beyond these, without the network.
  std::uint64_t unscored_seed = 0;

  std::size_t size() const { return draws.size(); }
  /// `count` of them from the `first` on. Precondition: there are so many.
  ScoredMasks part(std::size_t first, std::size_t count) const;
  double score_mean() const;
  /// Population standard deviation of the scores; 0 before the first mask.
  double score_sd() const;
};

/// How a map is made of scored masks.
struct Estimator {
  Saliency saliency = Saliency::InvRise;
  Normalise normalise = Normalise::Constant;
  Sampling sampling = Sampling::Bernoulli;  ///< by which the masks were drawn
  bool control_variate = false;             ///< precondition: normalise is Centred
  Surrogate surrogate = Surrogate::Linear;  ///< of the control variate
  double p = 0.5;                           ///< probability that a cell is visible
};
Estimator estimator_of(Saliency saliency, const RiseParams& params, double p);

/// With N masks M, scores f, f' = 1 - f, and E, cov over the masks' distribution (Petsiuk 2018; arXiv 2410.12817):
///   constant  Rise sum(f M) / (N p)        InvRise sum(f' (1 - M)) / (N (1 - p))
///             without bias for E f + cov(f, M) / p, and E f' + cov(f, M) / (1 - p)
///   coverage  Rise sum(f M) / sum(M)       InvRise sum(f' (1 - M)) / sum(1 - M)
///             converges to the same; a ratio, whose bias falls as 1/N. A pixel that no mask covers gets the baseline
///   centred   both: sum(f M) / N - mean(f) mean(M); converges to cov(f, M), which is smaller by 1/N in the mean
///   control_variate  cov(h, M) + sum((f - h) M) / N, where h is the model of fit_cells() and cov(h, M) is exact: p (1
///   - p) times
///             the mean of the masks' operators over all shifts. Converges to cov(f, M) with a bias that falls as 1/N,
///             since h is fitted to the same masks.
///                   surrogate Logistic: h is a LogisticFit, and cov(h, M) is estimated with 32 N masks that are not
///                   scored
/// [pixels]. Precondition: at least one mask.
std::vector<double> saliency_map(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator);
/// The map's expected value where score and mask are independent: mean f, mean f', or 0 when centred.
double saliency_baseline(const ScoredMasks& scored, const Estimator& estimator);

/// How good a map is, as far as its own masks tell.
struct MapNoise {
  /// Estimated share of the map's variance over the pixels that would not come again with other masks, in [0, 1];
  /// undefined for a map without variance, or with fewer masks than an estimate needs.
  double share = 0;
  /// How many masks plain RISE (InvRISE, as the estimator is), `constant` over independent masks, needs for one of
  /// these, at equal noise: E f^2 (E f'^2) over the variance that is left. Undefined where none is left.
  double gain = 1;
};

/// The noise is the variance of f around 0 (constant), around its mean (coverage, centred), or around a linear model of
/// the cells (hadamard, whose masks are balanced, and control_variate), times that of a mask over its pixels, over N.
/// Scores are taken for independent of single mask values, and stratified shifts for random ones, which says too much
/// rather than too little (in tests .95 to 1.4 times the noise of repeated explanations).
MapNoise map_noise(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator,
                   std::span<const double> map);

/// May an explanation stop here? The 95 % interval of a cell's effect, cov(f, G), reaches no farther to either side
/// than `tolerance` times the range of all effects. Where the masks show noise alone that happens under .3 hardly ever.
bool is_settled(const MaskShaper& shaper, const ScoredMasks& scored, const Estimator& estimator, double tolerance);

}  // namespace xil
