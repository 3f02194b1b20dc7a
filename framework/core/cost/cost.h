#pragma once

#include "framework/core/catalogue/components.h"
#include "framework/core/catalogue/run_params.h"

namespace xil {

/// A strategy about which nothing is known: it may look at everything.
inline const StrategyTraits kAnyStrategy{
    .judges_explanations = true, .uses_maps = true, .has_neighbours = true, .uses_features = true};

/// Work of a run in 10^9 multiply-adds. Every update is a forward and a backward pass (twice a forward one) of a batch;
/// every explained item is one forward pass per mask; every round predicts the pool and the test items; deletion and
/// insertion curves add their passes. If only the last linear layer learns, its updates cost almost nothing, and cached
/// features are assumed to exist. The cost of an update besides arithmetic counts as kUpdateOverhead. The result is
/// used to order runs, and is proportional to time within a factor of about two.
double expected_cost(const RunParams& run, const StrategyTraits& traits = kAnyStrategy);
inline constexpr double kUpdateOverhead = 0.008;
/// An update of the last linear layer alone: .1 ms on a core.
inline constexpr double kHeadUpdate = 0.002;

/// Seconds of one core per unit of expected_cost() as long as nothing has been measured: 20 * 10^9 multiply-adds a
/// second, half of the best speed of a core with AVX2 at 2.4 GHz. It does not apply to GPUs.
inline constexpr double kReferenceSecondsPerUnit = 0.05;

/// Bytes on the disk of the run's file and of the model states that `models` keeps; maps, pictures and probabilities
/// compress to about this.
double expected_bytes(const RunParams& run, const StrategyTraits& traits = kAnyStrategy);

/// Bytes of a kept model state (`models: final | all`): weights and buffers as 32-bit values, frozen ones too. Of a
/// TorchScript module, which stays in its own file, only the head is kept; its features are taken to be as wide as
/// those of a ResNet-50. Values are compressed, by less than a tenth.
double state_bytes(const ComponentSpec& model, const ExpectedDataset& dataset);

}  // namespace xil
