#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/params.h"

namespace xil {

enum class JobShape { Mpi, Array };

template <>
struct EnumNames<JobShape> {
  static constexpr std::array<std::string_view, 2> names = {"mpi", "array"};
};

/// The settings of a cluster's jobs. Empty texts and zeros leave the setting to the cluster.
struct ClusterProfile {
  JobShape mode = JobShape::Mpi;
  std::string partition, account, qos, constraint, reservation;
  std::int64_t nodes = 0, ranks = 1, ranks_per_node = 0, cpus_per_rank = 0, gpus_per_rank = 0;
  std::string gres, mem_per_cpu, time = "1:00:00";
  std::int64_t signal_s = 120;
  std::string mpi = "pmix";
  std::vector<std::string> modules, environment, setup;
  std::string container;
  std::vector<std::string> binds;
  std::string xil;
  std::int64_t shards = 16, array_limit = 1001, array_throttle = 0, requeue_limit = 100;

  void fields(auto&& f) {
    f("mode", mode, "mpi: one job over several nodes; array: an array of jobs, each with a shard of the runs");
    f("partition", partition, "sbatch --partition");
    f("account", account, "sbatch --account");
    f("qos", qos, "sbatch --qos");
    f("constraint", constraint, "sbatch --constraint");
    f("reservation", reservation, "sbatch --reservation");
    f("nodes", nodes, "sbatch --nodes");
    f("ranks", ranks, "processes of the job, or of each job of an array; each carries out runs one after the other");
    f("ranks_per_node", ranks_per_node, "sbatch --ntasks-per-node");
    f("cpus_per_rank", cpus_per_rank, "sbatch --cpus-per-task; default: the sweep's threads");
    f("gpus_per_rank", gpus_per_rank, "GPUs that each process gets to itself, and sees alone");
    f("gres", gres, "sbatch --gres, where a site wants GPUs to be asked for that way");
    f("mem_per_cpu", mem_per_cpu, "sbatch --mem-per-cpu, such as 2G");
    f("time", time, "sbatch --time");
    f("signal_s", signal_s,
      "seconds before the end at which the job is told to end its rounds; SLURM may be 60 s early");
    f("mpi", mpi, "srun --mpi; 'srun --mpi=list' names what a cluster has");
    f("modules", modules, "environment modules to load");
    f("environment", environment, "NAME=VALUE to be set");
    f("setup", setup, "lines of shell before the start");
    f("container", container, "an Apptainer image to run in (slurm/xil.def)");
    f("binds", binds, "folders that the container shall see, as apptainer --bind takes them");
    f("xil", xil, "the program; default: the one that submits, in a container 'xil'");
    f("shards", shards, "array: jobs that the runs are dealt to, at most");
    f("array_limit", array_limit, "the site's MaxArraySize");
    f("array_throttle", array_throttle, "array: jobs that may run at once");
    f("requeue_limit", requeue_limit, "how often a job that ran out of time submits itself again");
  }
  void validate() const;
};

/// Reads a profile: a path, or the name of one in `slurm/profiles` below the present folder or two folders above the
/// program (build/bin). Refuses what is not in the table above, with the line.
ClusterProfile read_profile(const std::string& path_or_name);

}  // namespace xil
