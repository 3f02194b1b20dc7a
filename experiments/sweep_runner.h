#pragma once

#include "experiments/command_line.h"
#include "framework/comm/mpi_session.h"

namespace xil {

/// `xil-run run`: what is missing of a sweep, on all ranks of the session. Returns the exit code, the same on all ranks;
/// only rank 0 prints.
int run_sweep(const Arguments& arguments, MpiSession& session);

}  // namespace xil
