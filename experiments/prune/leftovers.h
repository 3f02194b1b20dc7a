#pragma once

#include <string>
#include <vector>

#include "experiments/commands/out_folder.h"
#include "framework/store/files/own_files.h"

namespace xil {

/// Files of one kind that nothing needs any more.
struct Leftovers {
  std::string what;  ///< "checkpoints of runs that are complete"
  std::vector<OwnPath> paths;
  double bytes = 0;
};

/// Temporary files and heartbeats of processes that are gone, checkpoints of complete runs, and checkpoints and models
/// of runs that no kept sweep names. Where a run's id is not known (RunParams::unknown, no file), the last two are left
/// alone: they may be its own. Only kinds of which there are any.
std::vector<Leftovers> find_leftovers(const OutFolder& folder);

/// Removes files and folders; what cannot be removed stays.
void remove_leftovers(const std::vector<Leftovers>& all);

}  // namespace xil
