#pragma once

#include <functional>
#include <memory>

#include "experiments/command_line/command_line.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/runner/stop_signals.h"
#include "experiments/runner/workshop.h"
#include "framework/comm/mpi_session.h"

namespace xil {

/// Makes this process's workshop, before its first run.
using MakeWorkshop = std::function<std::unique_ptr<Workshop>(const SweepTarget&, const RunOptions&)>;

/// Carries out `xil run` on every rank, in the main thread. Returns the exit code, which is the same on all ranks.
/// Precondition: `signals` was made before the session.
int run_sweep(const Arguments& arguments, MpiSession& session, StopSignals& signals, const MakeWorkshop& make_workshop);

}  // namespace xil
