#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "experiments/cluster_profile.h"

namespace xil {

/// What is to be submitted.
struct BatchJob {
  std::string name;                     ///< of the sweep
  std::vector<std::string> arguments;   ///< of `xil run`: the sweep, overrides and flags
  std::string output;                   ///< file pattern of the job's own output
  std::int64_t cpus_per_rank = 1;       ///< where the profile leaves it open
  std::int64_t shards = 1;              ///< array: jobs
  std::string xil;                      ///< where the profile leaves it open
};

/// A script for sbatch. Its directives let SLURM tell the job in time that its end is near, and put it back into the queue when
/// a node is lost; the loop at its end (the same as in slurm/*.sbatch) starts xil again after a crash and submits the rest of a
/// job that ran out of time.
std::string batch_script(const ClusterProfile& profile, const BatchJob& job);

/// The loop, for a test that holds it against the templates.
std::string_view batch_loop();

/// One word of a shell command, whatever is in it.
std::string shell_word(std::string_view text);

}  // namespace xil
