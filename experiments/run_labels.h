#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "analysis/run_data.h"
#include "framework/core/run_params.h"

namespace xil {

/// Names under which runs appear in figures and tables: dataset and strategy, each with those of
/// its parameters that differ between runs of the same name ("caipi refutations=0"). Other keys
/// that vary, seeds excepted, go with the strategy ("active updates=100"). `files[i]` belongs to
/// `runs[i]`.
std::vector<LabelledRun> label_runs(std::span<const RunParams> runs,
                                    std::span<const std::filesystem::path> files);

}  // namespace xil
