#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "framework/nn/explainers/saliency.h"

namespace xil {

/// A way to make maps that is held against others.
struct ComparedEstimator {
  std::string_view name;
  Estimator estimator;
};
/// The published ones first: RISE and InvRISE as they were defined.
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

/// Many scored masks of one picture, drawn either way.
struct MaskPools {
  ScoredMasks bernoulli, hadamard;

  const ScoredMasks& of(Sampling sampling) const { return sampling == Sampling::Hadamard ? hadamard : bernoulli; }
};

/// What all masks of both pools together make of the picture: the mean of two maps with control variate, [pixels].
std::vector<double> reference_map(const MaskShaper& shaper, const MaskPools& pools);

/// Noise over signal of maps of so many masks: (1 - r^2) / r^2, r^2 being the mean squared correlation with the
/// reference over the pixels, of all the maps that the pool gives one after the other. Falls as 1 / masks, and is the
/// same for maps that differ by scale and offset. The maps are part of the reference, so that masks / pool of their
/// noise is not seen, of any estimator. Preconditions: 2 <= masks <= the pool's size; a reference that varies.
double noise_to_signal(const MaskShaper& shaper, const MaskPools& pools, const Estimator& estimator, std::size_t masks,
                       std::span<const double> reference);

}  // namespace xil
