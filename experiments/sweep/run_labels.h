#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "analysis/results/run_data.h"
#include "framework/core/catalogue/run_params.h"

namespace xil {

/// Names under which runs appear in figures and tables: the dataset with those of its parameters
/// that differ between runs of the same name ("weld_seams size=64"), the strategy with its own
/// parameters and what else tells conditions apart on a dataset ("caipi refutations=0", "active
/// updates=100"; see condition_keys()). What is as by default is left out, and of a dotted key only the last part is
/// shown where that is clear. `files[i]` belongs to `runs[i]`.
std::vector<LabelledRun> label_runs(std::span<const RunParams> runs, std::span<const std::filesystem::path> files);

}  // namespace xil
