#pragma once

#include <functional>
#include <optional>
#include <string>

namespace xil {

/// std::getenv, or a stand-in for tests.
using Environment = std::function<const char*(const char* name)>;

struct Launch {
  std::string launcher;          ///< the variable that gave it away
  std::optional<int> processes;  ///< how many the launcher says it started; nothing where it does not say
};

/// Whether this process was started by an MPI launcher, judged by the environment alone:
/// OMPI_COMM_WORLD_SIZE (mpirun of Open MPI), PMI_RANK (mpiexec of MPICH and Intel MPI, srun
/// --mpi=pmi2), PMIX_RANK (srun --mpi=pmix, prun). SLURM_NTASKS and SLURM_PROCID are no sign: a
/// batch script has them too. Refuses several tasks of one srun that were given no PMI, since each
/// of them would run the whole sweep.
std::optional<Launch> detect_launch(const Environment& environment);

}  // namespace xil
