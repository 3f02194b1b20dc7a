#pragma once

#include <functional>
#include <memory>

#include "experiments/command_line.h"
#include "experiments/sweep_options.h"
#include "experiments/workshop.h"
#include "framework/comm/mpi_session.h"

namespace xil {

/// Sets up this process's workshop, before its first run.
using MakeWorkshop = std::function<std::unique_ptr<Workshop>(const SweepTarget&, const RunOptions&)>;

/// `xil run` on every rank, in the main thread with the stop signals blocked (block_stop_signals). Returns the exit code,
/// the same everywhere.
int run_sweep(const Arguments& arguments, MpiSession& session, const MakeWorkshop& make_workshop);

}  // namespace xil
