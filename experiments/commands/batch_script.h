#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/commands/cluster_profile.h"

namespace xil {

/// What is to be submitted.
struct BatchJob {
  std::string name;                    ///< of the sweep
  std::vector<std::string> arguments;  ///< of `xil run`: the sweep, overrides and flags
  std::string output;                  ///< of output_pattern()
  std::int64_t cpus_per_rank = 1;      ///< where the profile leaves it open
  std::int64_t shards = 1;             ///< array: jobs
  std::string notes;                   ///< a folder that the nodes share, for what xil and the script tell each other
  std::string xil;                     ///< where the profile leaves it open
};

/// Where a job of `mode` writes its output, as #SBATCH --output takes it, which is no shell: quoted, and SLURM's own
/// signs (%) doubled. Refuses a folder that it cannot be told.
std::string output_pattern(JobShape mode, const std::filesystem::path& folder);

/// A script for sbatch. Its directives let SLURM tell the job in time that its end is near, and put it back into the
/// queue when a node is lost; slurm/loop.sh at its end starts xil again after a crash and
/// submits the rest of a job that ran out of time.
std::string batch_script(const ClusterProfile& profile, const BatchJob& job);

/// slurm/loop.sh: the end of every batch script.
extern const std::string_view kBatchLoop;

}  // namespace xil
