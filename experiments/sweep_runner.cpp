#include "experiments/sweep_runner.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "experiments/catalog.h"
#include "experiments/progress.h"
#include "experiments/run_executor.h"
#include "experiments/sweep_options.h"
#include "framework/comm/agreement.h"
#include "framework/core/cost.h"
#include "framework/core/error.h"
#include "framework/nn/torch_learner.h"
#include "framework/store/files.h"
#include "framework/store/run_state.h"
#include "framework/store/sweep_store.h"
#include "strategies/registry.h"

namespace xil {
namespace {

constexpr int kDone = 0, kFinishedWithFailures = 3, kIncomplete = 75;

/// What rank 0 found to be done.
struct Selection {
  std::vector<std::size_t> missing;  ///< positions in the sweep
  std::size_t complete = 0, failed_before = 0, running_elsewhere = 0;
};

Selection select(const Sweep& sweep, const RunOptions& options, const std::filesystem::path& out) {
  const auto states = read_states(out, sweep.run_ids);
  Selection selection;
  for (const std::size_t index : selected_runs(sweep, options)) {
    const RunStatus status = states.at(sweep.run_ids[index]).status;
    if (status == RunStatus::Complete) {
      ++selection.complete;
    } else if (status == RunStatus::Running) {
      ++selection.running_elsewhere;
    } else if (status == RunStatus::Failed && !options.retry_failed) {
      ++selection.failed_before;
    } else if (selection.missing.size() < options.limit.value_or(sweep.runs.size())) {
      selection.missing.push_back(index);
    }
  }
  return selection;
}

/// mpirun gives its ranks a pseudo-terminal even where its own output goes to a file; experiments/mpirun.sh, which knows,
/// says so by XIL_PROGRESS.
bool draws_bar() {
  const char* wish = std::getenv("XIL_PROGRESS");
  if (wish != nullptr) return std::string_view(wish) == "bar";
  return isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

std::string label_of(const RunParams& run, const std::string& run_id) {
  return fmt::format("{} {} {} seed={}", run_id, run.dataset.name, run.strategy.name, run.seed);
}

void announce(const SweepTarget& target, const Selection& selection, int ranks) {
  fmt::print("sweep {}: {} runs, {} complete, {} to do on {} rank{} -> {}\n", target.sweep.name,
             target.sweep.runs.size(), selection.complete, selection.missing.size(), ranks, ranks == 1 ? "" : "s",
             target.out.string());
  for (const std::string& note : target.sweep.notes) fmt::print("note: {}\n", note);
  if (selection.running_elsewhere > 0) {
    fmt::print("note: {} runs are being carried out by another job\n", selection.running_elsewhere);
  }
  if (selection.failed_before > 0) {
    fmt::print("note: {} runs failed before; --retry-failed runs them again\n", selection.failed_before);
  }
  std::fflush(stdout);
}

int exit_code(const FarmReport& report, const Selection& selection) {
  if (report.stopped || selection.running_elsewhere > 0) return kIncomplete;
  if (!report.failures.empty() || selection.failed_before > 0) return kFinishedWithFailures;
  return report.not_started.empty() ? kDone : kIncomplete;
}

void summarise(const FarmReport& report, const SweepTarget& target) {
  fmt::print("{} runs done, {} failed, {} not started. Results: {}\n", report.completed.size(),
             report.failures.size(), report.not_started.size(), target.out.string());
  if (!report.failures.empty()) {
    fmt::print("xil status {} tells why they failed; logs: {}\n", target.out.string(), (target.out / "logs").string());
  }
}

/// Rank 0's part before the farm: the folder, the frozen sweep and what is left to do.
Selection prepare(const SweepTarget& target, const RunOptions& options, int ranks) {
  ensure_out_folder(target.out);
  freeze_sweep(target.out, target.sweep.frozen);
  Selection selection = select(target.sweep, options, target.out);
  announce(target, selection, ranks);
  return selection;
}

}  // namespace

int run_sweep(const Arguments& arguments, MpiSession& session) {
  Communicator& world = session.world();
  SweepTarget target;
  RunOptions options;
  Selection selection;
  std::unique_ptr<RunExecutor> executor;
  all_or_none(world, [&] {
    target = read_target(arguments, catalog());
    options = read_run_options(arguments);
    if (world.rank() == 0) selection = prepare(target, options, world.size());
  });
  all_or_none(world, [&] {
    prepare_torch(static_cast<int>(common_threads(target.sweep)));
    executor = std::make_unique<RunExecutor>(
        RunExecutor::Place{target.out, choose_device(options.device, session.local_rank()), world.rank()});
  });
  std::vector<Job> jobs;
  std::vector<std::string> labels(target.sweep.runs.size());
  std::vector<double> costs(target.sweep.runs.size(), 0);
  for (const std::size_t index : selection.missing) {
    const RunParams& run = target.sweep.runs[index];
    labels[index] = label_of(run, target.sweep.run_ids[index]);
    costs[index] = expected_cost(run, make_strategy(run.strategy)->traits());
    jobs.push_back({index, costs[index]});
  }
  SweepProgress progress(std::move(labels), std::move(costs),
                         {draws_bar(), world.size(), options.time_limit_s.value_or(0), jobs.size()});
  const auto work = [&](std::size_t index, const ProgressSink& sink) {
    return executor->execute(target.sweep.runs[index], target.sweep.run_ids[index], sink);
  };
  const FarmReport report = run_farm(world, Schedule(jobs, {options.max_fails, options.fail_fast}), work, progress);
  int code = 0;
  if (world.rank() == 0) {
    progress.close();
    summarise(report, target);
    code = exit_code(report, selection);
  }
  return from_rank_0(world, static_cast<std::uint8_t>(code));
}

}  // namespace xil
