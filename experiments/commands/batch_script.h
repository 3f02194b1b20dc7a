#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/commands/cluster_profile.h"

namespace xil {

/// The job to submit.
struct BatchJob {
  std::string name;                    ///< the name of the sweep
  std::vector<std::string> arguments;  ///< arguments of `xil run`: the sweep, overrides and flags
  std::string output;                  ///< as output_pattern() returns it
  std::int64_t cpus_per_rank = 1;      ///< used if the profile leaves it open
  std::int64_t shards = 1;             ///< number of jobs of an array
  std::string notes;                   ///< a folder that all nodes share, for messages between xil and the script
  std::string xil;                     ///< the program, used if the profile leaves it open
};

/// The path of a job's output in the form of #SBATCH --output, which no shell reads: quoted, and SLURM's own signs (%)
/// doubled. Refuses a path that sbatch cannot take.
std::string output_pattern(JobShape mode, const std::filesystem::path& folder);

/// A script for sbatch. By its directives SLURM signals the job in time before its end, and requeues it when a node is
/// lost; slurm/loop.sh at its end starts xil again after a crash and submits the rest of a job that ran out of time.
std::string batch_script(const ClusterProfile& profile, const BatchJob& job);

/// slurm/loop.sh: the end of every batch script.
extern const std::string_view kBatchLoop;

}  // namespace xil
