#pragma once

#include <functional>
#include <memory>

#include "experiments/command_line/command_line.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/runner/run_environment.h"
#include "experiments/runner/stop_signals.h"
#include "framework/comm/mpi_session.h"

namespace xil {

/// Makes this process's environment, before its first run.
using MakeRunEnvironment = std::function<std::unique_ptr<RunEnvironment>(const SweepTarget&, const RunOptions&)>;

/// Carries out `xil run` on every rank, in the main thread. Returns the exit code, which is the same on all ranks.
/// Precondition: `signals` was made before the session.
int run_sweep(const Arguments& arguments, MpiSession& session, StopSignals& signals,
              const MakeRunEnvironment& make_run_environment);

}  // namespace xil
