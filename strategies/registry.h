#pragma once

#include <memory>
#include <span>

#include "framework/core/catalogue/run_params.h"
#include "strategies/strategy.h"

namespace xil {

/// Names, summaries and parameters of all strategies, sorted by name.
std::span<const RegistryEntry> strategy_table();
/// The strategy of a resolved spec; unknown names are configuration errors that list the known ones.
std::unique_ptr<Strategy> make_strategy(const ComponentSpec& spec);
/// The strategy's parameters with ineffective ones reset to their defaults.
Value normalised_parameters(const ComponentSpec& spec);
/// Refuses a run whose other parameters its strategy cannot work with.
void check_strategy(const RunParams& run);

}  // namespace xil
