#pragma once

#include <memory>

#include "framework/comm/communicator.h"

namespace xil {

/// Keeps MPI initialised during its lifetime if a launcher started this process (see detect_launch). Otherwise there is
/// one local rank, and MPI is not initialised at all.
/// Precondition: there is one session per process, made and destroyed in the main thread.
///
/// If an error leaves the scope of the session, the destructor does not wait for the other ranks, which may never
/// arrive; the process then ends with a non-zero code and the launcher ends the job (mpirun does so, srun with
/// --kill-on-bad-exit=1). Work that may fail on one rank only therefore belongs into all_or_none() or into the farm.
/// After the session has ended, main() should do nothing but return: mpirun ends all ranks as soon as one of them has
/// returned a non-zero code.
class MpiSession {
 public:
  MpiSession();
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  Communicator& world() { return *world_; }
  /// Position among the ranks of this machine, for example for choosing one of its GPUs, and the number of these ranks.
  int local_rank() const { return local_rank_; }
  int local_size() const { return local_size_; }
  /// Whether MPI itself reports that it is initialised.
  static bool mpi_is_initialised();

 private:
  std::unique_ptr<Communicator> world_;
  int local_rank_ = 0;
  int local_size_ = 1;
};

}  // namespace xil
