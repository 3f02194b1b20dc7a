#pragma once

#include <span>

#include "experiments/command_line/sweep_options.h"
#include "experiments/runner/run_environment.h"

namespace xil {

/// Looks once at every data set of the runs that are to be done, before the first of them begins: what would make every
/// run on a set fail is refused in one line, and anything else that is odd is said and kept in `OUT/checks`, so that a
/// resumed sweep does not look again.
void check_sets(const SweepTarget& target, std::span<const std::size_t> to_do, RunEnvironment& environment);

}  // namespace xil
