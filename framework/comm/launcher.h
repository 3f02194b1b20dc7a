#pragma once

#include <functional>
#include <optional>
#include <string>

namespace xil {

/// std::getenv, or a replacement in tests.
using Environment = std::function<const char*(const char* name)>;

struct Launch {
  std::string launcher;          ///< the environment variable by which the launcher was recognised
  std::optional<int> processes;  ///< number of processes that the launcher reports; std::nullopt if it reports none
};

/// Tells from the environment alone whether an MPI launcher started this process, by these variables:
/// OMPI_COMM_WORLD_SIZE (mpirun of Open MPI), PMI_RANK (mpiexec of MPICH and Intel MPI, srun --mpi=pmi2) and PMIX_RANK
/// (srun --mpi=pmix, prun). SLURM_NTASKS and SLURM_PROCID prove nothing, since a batch script has them too. Refuses to
/// run as one of several tasks of one srun without PMI, because each task would run the whole sweep.
std::optional<Launch> detect_launch(const Environment& environment);

}  // namespace xil
