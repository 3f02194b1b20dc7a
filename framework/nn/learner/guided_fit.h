#pragma once

#include <functional>
#include <span>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/learner.h"
#include "framework/nn/networks/network.h"
#include "framework/nn/training/trainer.h"

namespace xil {

/// What a fit needs besides its examples.
/// Precondition: all parts outlive the calls.
struct FitParts {
  const RunParams& run;
  Network& network;
  Trainer& trainer;
  std::function<LabelledImages(std::span<const Example>)> images;  ///< loads examples
};

/// Trains as the guide says: an early fit for ErrorUpweighting, Trainer::fit() on the examples that LastLayerRefit does
/// not hold out, and the re-fitting of the last layer. FitSummary::updates counts those of the early fit.
///
/// Of each group LastLayerRefit holds out item number i = 1, 2, ... in the order of labelling if i times the share
/// reaches the next whole number. A class without an item for the re-fitting is refused.
FitSummary guided_fit(const FitParts& parts, std::span<const Example> examples, const TrainingGuide& guide,
                      std::uint32_t round);

}  // namespace xil
