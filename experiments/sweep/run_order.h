#pragma once

#include "framework/config/sweep.h"

namespace xil {

/// Sorts the runs of a results folder as every command lists them: by data set, then by condition, both in the order in
/// which the kept sweeps name them first, then by seed and expert. Seeds that were added later thus stand beside the
/// others of their condition.
void sort_by_condition(Sweep& all);

}  // namespace xil
