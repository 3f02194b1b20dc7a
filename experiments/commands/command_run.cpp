#include "experiments/command_line/heavy_program.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/commands/commands.h"
#include "experiments/sweep/catalog.h"

namespace xil {
namespace {

int command_run(const Arguments& arguments) {
  // Read here as well: mistakes are told before torch is loaded, and the threads must be known
  // before.
  const SweepTarget target = read_target(arguments, catalog());
  selected_runs(target.sweep, read_run_options(arguments));
  continue_in_heavy_program("run", arguments, common_threads(target.sweep));
}

}  // namespace

constexpr Command kRun = {
    "run",      "SWEEP [key=value ...]", "runs what is missing; also under mpirun or srun", 1, kAnyNumber, kRunFlags,
    command_run};

}  // namespace xil
