#pragma once

#include <memory>
#include <span>

#include "framework/core/catalogue/run_params.h"
#include "strategies/strategy.h"

namespace xil {

/// Names, summaries and parameters of all strategies, sorted by name.
std::span<const NamedParams> strategy_table();
/// The strategy of a resolved choice; unknown names are configuration errors that list the known ones.
std::unique_ptr<Strategy> make_strategy(const Choice& choice);
/// The choice's parameters, those reset that have no effect beside the others.
Value without_idle_parameters(const Choice& choice);
/// Refuses a run whose other parameters its strategy cannot work with.
void check_strategy(const RunParams& run);

}  // namespace xil
