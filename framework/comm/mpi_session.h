#pragma once

#include <memory>

#include "framework/comm/communicator.h"

namespace xil {

/// MPI for as long as it lives, if a launcher started this process (see detect_launch); otherwise
/// one local rank, and MPI is not initialised at all. One per process, made and destroyed in the
/// main thread.
///
/// An error that leaves the scope of the session skips the goodbye to the other ranks, who may
/// never come to it; the process then ends with a non-zero code and the launcher ends the job
/// (mpirun does; srun with --kill-on-bad-exit=1). What may go wrong on one rank only belongs into
/// all_or_none() or into the farm. After the session only return: mpirun ends all ranks as soon as
/// one of them has returned a non-zero code.
class MpiSession {
 public:
  MpiSession();
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  Communicator& world() { return *world_; }
  /// Position among the ranks of this machine, such as for choosing one of its GPUs; and their
  /// number.
  int local_rank() const { return local_rank_; }
  int local_size() const { return local_size_; }
  /// What MPI itself says about MPI_Init.
  static bool mpi_is_initialised();

 private:
  std::unique_ptr<Communicator> world_;
  int local_rank_ = 0;
  int local_size_ = 1;
};

}  // namespace xil
