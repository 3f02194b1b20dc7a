#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/run_data.h"
#include "experiments/command_line.h"
#include "experiments/out_folder.h"

namespace xil {

/// The runs of a results folder under the names that they have in figures and tables. Names rest on all runs, so that they stay
/// the same while the folder fills.
struct FolderRuns {
  OutFolder folder;
  SweepStatus progress;
  std::vector<LabelledRun> labelled;  ///< all of them
  bool is_complete(std::size_t index) const { return progress.states[index].status == RunStatus::Complete; }
  std::vector<LabelledRun> complete() const;
  std::vector<LabelledRun> incomplete() const;
};

/// Fails where no run is complete yet, where a run file is not the one of the run that it is named after, where runs of one data
/// set saw different sources, and as read_out_folder() does.
FolderRuns read_folder_runs(const std::filesystem::path& out);

/// What --missing says.
Missing missing_policy(const Arguments& arguments);

}  // namespace xil
