#pragma once

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/dataset.h"
#include "strategies/strategy.h"

namespace xil {

/// Refuses a run that asks its set for what it has not: regions of classes that there are not, or that hold no pixel's
/// centre; more items to be corrected than the pool has. Parameters alone do not tell.
void check_set_demands(const RunParams& run, const StrategyTraits& traits, const Dataset& dataset);

}  // namespace xil
