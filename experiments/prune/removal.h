#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "experiments/commands/out_folder.h"
#include "framework/store/files/own_files.h"

namespace xil {

/// What one run has on the disk.
struct RunRemains {
  std::size_t index = 0;  ///< in OutFolder::runs
  std::string run_id;
  RunStatus status = RunStatus::Missing;
  std::vector<OwnPath> models;  ///< kept models
  bool has_file = false, has_checkpoints = false;
  bool has_session = false;  ///< answers of a person, which nothing can make again
  double bytes = 0;
  bool is_anything() const { return has_file || has_checkpoints || has_session || !models.empty(); }
};

/// What the runs of these indices have; those that a living process has in hand are among them as RunStatus::Running.
/// Maps are in the run files.
std::vector<RunRemains> remains_of(const OutFolder& folder, const std::vector<std::size_t>& indices);

/// Removes what the runs have and gives the ids of those that it left alone, because a living process has taken them
/// meanwhile. Each run is held by a lease while it goes, and a line in the journal says first that it was removed, when
/// and by which command: after that it is missing, whatever happens. Its run file goes first and in one step. Fails if
/// a run file cannot be removed.
std::vector<std::string> remove_runs(const OutFolder& folder, const std::vector<RunRemains>& all,
                                     const std::string& command);

/// The run that a kept model belongs to, from the name of its file, `<run_id>-<round>.h5`.
std::string run_of_model(const std::filesystem::path& file);

/// Bytes of a file, or of all files below a folder; links count as nothing.
double bytes_of(const std::filesystem::path& path);

}  // namespace xil
