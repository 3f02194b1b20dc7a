#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "analysis/results/run_data.h"
#include "framework/config/sweep.h"
#include "framework/core/catalogue/run_params.h"

namespace xil {

/// Who answers in a run: a person's pseudonym, or, of a replay, the name of the
/// run whose session it repeats; empty for the simulated expert. With the seed it is the unit of replication.
std::string expert_of(const RunParams& run);

/// Names of runs in figures and tables. The dataset's label is its title, or its name, with those of its parameters
/// that differ between runs of the same name ("weld_seams size=64"). The strategy's label has its own parameters and
/// everything else that distinguishes conditions on a dataset ("caipi refutations=0", "active updates=100"; see
/// condition_keys()). Values that are the default are left out, and only the last part of a dotted key is shown if that
/// is unambiguous. Seeds and experts belong to the unit of replication and to no label. `files[i]` belongs to
/// `runs[i]`.
///
/// A strategy of `labels` has that label instead of its name and its own parameters. Two conditions, or two datasets,
/// never share a label: where they would, each has what it would be called without a label or title in brackets behind.
/// A label that even then is not the only one of its kind is refused.
std::vector<LabelledRun> label_runs(const RunList& runs, std::span<const std::filesystem::path> files,
                                    const StrategyLabels& labels = {});

}  // namespace xil
