#include <malloc.h>

#include <array>

#include "experiments/bench/bench_data.h"
#include "experiments/bench/bench_explain.h"
#include "experiments/bench/bench_farm.h"
#include "experiments/bench/bench_train.h"
#include "experiments/command_line/job_end.h"
#include "experiments/command_line/sweep_options.h"
#include "experiments/data/data_commands.h"
#include "experiments/explain/explain_command.h"
#include "experiments/explain/redraw_command.h"
#include "experiments/interact/interact_command.h"
#include "experiments/pilot/pilot_command.h"
#include "experiments/regions/regions_command.h"
#include "experiments/runner/stop_signals.h"
#include "experiments/runner/sweep_runner.h"
#include "experiments/runner/torch_run_environment.h"
#include "framework/core/base/error.h"
#include "framework/nn/learner/torch_learner.h"

namespace {

/// Pictures and activations of megabytes come and go all the time. Where the C library gives their memory back at once,
/// the kernel clears every page anew: reading a folder of pictures then takes two to four times as long.
void keep_freed_memory() {
  constexpr int kLargestKept = 32 << 20, kKept = 64 << 20;  // bytes; the former is the most that glibc takes
  ::mallopt(M_MMAP_THRESHOLD, kLargestKept);
  ::mallopt(M_TRIM_THRESHOLD, kKept);
}

int run_on_all_ranks(const xil::Arguments& arguments) {
  xil::StopSignals signals;
  xil::MpiSession session;
  try {
    return xil::run_sweep(arguments, session, signals,
                          [&](const xil::SweepTarget& target, const xil::RunOptions& options) {
                            xil::prepare_torch_for(xil::common_threads(target.sweep), session.world().rank() == 0);
                            return xil::make_torch_run_environment(
                                target.out / "features", xil::choose_device(options.device, session.local_rank()));
                          });
  } catch (const xil::Error& error) {  // all ranks have it: see all_or_none and run_farm
    return session.world().rank() == 0 ? xil::report_error("xil") : error.exit_code();
  }
}

constexpr std::array kCommands = {
    xil::Command{"run", "SWEEP [key=value ...]", "runs what is missing", 1, xil::kAnyNumber, xil::kRunFlags,
                 run_on_all_ranks},
    with(xil::kInteract, xil::interact_command),
    // The others start no MPI, `bench farm` excepted.
    xil::kRefutations,
    xil::kPictures,
    xil::kRedraw,
    xil::kRegions,
    with(xil::kPilot, xil::pilot_command),
    with(xil::kExplain, xil::explain_command),
    with(xil::kDataCheck, xil::check_data),
    with(xil::kDataSheet, xil::sheet_data),
    with(xil::kDataPack, xil::pack_data),
    with(xil::kDataMake, xil::make_data),
    with(xil::kDataConvert, xil::convert_data),
    with(xil::kBenchData, xil::bench_data),
    with(xil::kBenchExplain, xil::bench_explain),
    with(xil::kBenchTrain, xil::bench_train),
    with(xil::kBenchFarm, xil::bench_farm),
};

}  // namespace

int main(int argc, char** argv) try {
  keep_freed_memory();
  return xil::tell_end(xil::run_command("xil", kCommands, argc, argv));
} catch (...) {
  return xil::tell_end(xil::report_error("xil"));
}
