#pragma once

#include <cstddef>
#include <cstdint>

#include "analysis/statistics/paired_test.h"

namespace xil {

struct BayesOptions {
  double prior = 0.5;           ///< strength of the prior, in pairs: one pseudo-pair without a difference
  std::size_t samples = 50000;  ///< of the posterior
  std::uint64_t seed = 0;       ///< of the samples' random stream
};

/// Probabilities that differences A - B are mostly below -rope, within [-rope, rope], and above rope. They add up to 1.
struct RopeProbabilities {
  double left = 0, equal = 0, right = 0;
  double error = 0;         ///< the largest standard error of the three, from the number of samples; never 0
  std::size_t samples = 0;  ///< 0: there is no pair, or sizes are censored; the probabilities are NaN
};

/// The Bayesian signed-rank test (Benavoli et al. 2014; Benavoli, Corani, Demsar and Zaffalon 2017, section 4.1.2):
/// weights w of the pairs are Dirichlet(prior, 1, ..., 1), the first being that of the pseudo-pair at 0; the mean of
/// two pairs i, j is left, equal or right with the weight w_i w_j, and a sample goes to whichever of the three has
/// most. A mean within the tolerance of the border is equal. With a rope of 0, samples go left or right; `equal` is
/// then the share of samples in which both weigh the same, as where no pair differs. This describes; no claim rests on
/// it. Precondition: rope >= 0, prior > 0, samples > 0.
RopeProbabilities bayesian_signed_rank(const PairedDifferences& differences, double rope,
                                       const BayesOptions& options = {});

}  // namespace xil
