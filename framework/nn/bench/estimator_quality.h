#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "framework/nn/explainers/saliency.h"

namespace xil {

/// A way to make maps that is compared with others.
struct ComparedEstimator {
  std::string_view name;
  Estimator estimator;
};
/// The published ones come first: RISE and InvRISE as they were defined.
inline constexpr std::array kComparedEstimators = {
    ComparedEstimator{"rise",
                      {Saliency::Rise, Normalise::Constant, Sampling::Bernoulli, false, Surrogate::Linear, 0.5}},
    ComparedEstimator{"invrise",
                      {Saliency::InvRise, Normalise::Constant, Sampling::Bernoulli, false, Surrogate::Linear, 0.5}},
    ComparedEstimator{"rise coverage",
                      {Saliency::Rise, Normalise::Coverage, Sampling::Bernoulli, false, Surrogate::Linear, 0.5}},
    ComparedEstimator{"invrise coverage",
                      {Saliency::InvRise, Normalise::Coverage, Sampling::Bernoulli, false, Surrogate::Linear, 0.5}},
    ComparedEstimator{"centred",
                      {Saliency::InvRise, Normalise::Centred, Sampling::Bernoulli, false, Surrogate::Linear, 0.5}},
    ComparedEstimator{"control variate",
                      {Saliency::InvRise, Normalise::Centred, Sampling::Bernoulli, true, Surrogate::Linear, 0.5}},
    ComparedEstimator{"hadamard invrise",
                      {Saliency::InvRise, Normalise::Constant, Sampling::Hadamard, false, Surrogate::Linear, 0.5}},
    ComparedEstimator{"hadamard",
                      {Saliency::InvRise, Normalise::Centred, Sampling::Hadamard, false, Surrogate::Linear, 0.5}},
    ComparedEstimator{"hadamard, control variate",
                      {Saliency::InvRise, Normalise::Centred, Sampling::Hadamard, true, Surrogate::Linear, 0.5}},
    ComparedEstimator{"logistic",
                      {Saliency::InvRise, Normalise::Centred, Sampling::Bernoulli, true, Surrogate::Logistic, 0.5}},
    ComparedEstimator{"hadamard, logistic",
                      {Saliency::InvRise, Normalise::Centred, Sampling::Hadamard, true, Surrogate::Logistic, 0.5}},
};

/// Many scored masks of one picture for each kind of sampling.
struct MaskPools {
  ScoredMasks bernoulli, hadamard;

  const ScoredMasks& of(Sampling sampling) const { return sampling == Sampling::Hadamard ? hadamard : bernoulli; }
};

/// The best estimate of the picture's map, from all masks of both pools: the mean of two maps with control variate,
/// [pixels].
std::vector<double> reference_map(const MaskShaper& shaper, const MaskPools& pools);

/// The squared correlation of two maps over their pixels; 0 if one of them does not vary.
/// Precondition: they have as many values.
double squared_correlation(std::span<const double> a, std::span<const double> b);

/// Noise over signal of maps of `masks` masks: (1 - r^2) / r^2, where r^2 is the squared correlation with the reference
/// over the pixels, averaged over all maps that the pool gives one after the other. It falls as 1 / masks, and is the
/// same for maps that differ by scale and offset. The maps are part of the reference; for every estimator this hides
/// the share masks / pool of their noise.
/// Precondition: 2 <= masks <= the pool's size, and the reference varies.
double noise_to_signal(const MaskShaper& shaper, const MaskPools& pools, const Estimator& estimator, std::size_t masks,
                       std::span<const double> reference);

}  // namespace xil
