#pragma once

namespace xil {

/// Whether a launcher started this process as a rank other than 0. For programs that do not use MPI, and before MPI is
/// initialised.
bool is_other_rank();

/// Writes `exit_code` into the file that the environment variable XIL_END_FILE names, if it is set and this is rank 0,
/// and returns the code.
///
/// Batch scripts rely on it: srun ends with 0 even if it could not start a task, so that its own exit code does not
/// prove that a sweep is done (SLURM 22.05 after the loss of a node: "launch failed", code 0).
int tell_end(int exit_code);

}  // namespace xil
