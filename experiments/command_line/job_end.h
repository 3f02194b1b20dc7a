#pragma once

namespace xil {

/// Has a launcher started this process as another rank than 0? For programs and moments without MPI, which would be
/// asked else.
bool is_other_rank();

/// Writes `exit_code` into the file that the environment's XIL_END_FILE names, if it does and this is rank 0, and
/// returns it.
///
/// Batch scripts rely on it: srun ends with 0 also where it could not start a task, so its own exit code does not say
/// that a sweep is done (SLURM 22.05 after the loss of a node: "launch failed", code 0).
int tell_end(int exit_code);

}  // namespace xil
