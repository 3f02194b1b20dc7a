#include "experiments/runner/sweep_runner.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "experiments/command_line/console.h"
#include "experiments/command_line/say_warnings.h"
#include "experiments/planning/folder_facts.h"
#include "experiments/runner/progress.h"
#include "experiments/runner/run_executor.h"
#include "experiments/runner/run_selection.h"
#include "experiments/runner/set_checks.h"
#include "experiments/runner/stop_plan.h"
#include "experiments/runner/sweep_director.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/run_description.h"
#include "framework/comm/agreement.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"
#include "framework/store/files/files.h"
#include "framework/store/files/sweep_store.h"
#include "framework/store/journal/run_state.h"

namespace xil {
namespace {

constexpr int kDone = 0, kFinishedWithFailures = 3;

/// mpirun gives its ranks a pseudo-terminal even if its own output goes to a file. experiments/mpirun.sh knows where
/// the output goes, and tells it by XIL_PROGRESS.
bool draws_bar() {
  const char* request = std::getenv("XIL_PROGRESS");
  if (request != nullptr) return std::string_view(request) == "bar";
  return isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

std::string line_name(const Sweep& sweep, std::size_t index) {
  const RunParams& run = sweep.runs[index];
  return fmt::format("{} {} {} seed={}", sweep.run_ids[index], dataset_text(run), strategy_text(sweep, run), run.seed);
}

/// Open MPI's mpirun kills its ranks a tenth of a second after it has told them to end, whatever its parameters say.
/// experiments/mpirun.sh, which tells the ranks itself, says so by XIL_ORDERLY_END.
bool ends_without_warning() {
  return std::getenv("OMPI_COMM_WORLD_SIZE") != nullptr && std::getenv("XIL_ORDERLY_END") == nullptr;
}

void announce(const SweepTarget& target, const Selection& selection, int ranks) {
  say("sweep {}: {} runs, {} complete, {} to do on {} rank{} -> {}\n", target.sweep.name, target.sweep.runs.size(),
      selection.complete, selection.to_do.size(), ranks, ranks == 1 ? "" : "s", target.out.string());
  for (const std::string& note : target.sweep.notes) say("note: {}\n", note);
  if (selection.running > 0) say("note: another job has {} of them in hand\n", selection.running);
  if (!selection.begun.empty()) say("note: {} of them go on where they were left\n", selection.begun.size());
  for (const std::string& sentence : selection.quarantined) say("note: {}\n", sentence);
  if (ends_without_warning()) {
    say("note: on Ctrl-C and SIGTERM this mpirun kills its ranks, and their rounds in hand are lost; kill -USR1 with its "
        "process number ends them in order, and so does Ctrl-C under experiments/mpirun.sh\n");
  }
  if (selection.failed_before > 0) {
    say("note: {} runs failed before; --retry-failed runs them again\n", selection.failed_before);
  }
  std::fflush(stdout);
}

int exit_code(const FarmReport& report, const Selection& selection, const std::set<std::size_t>& failed_elsewhere) {
  const bool all_ended =
      std::ranges::all_of(report.unfinished, [&](std::size_t index) { return failed_elsewhere.contains(index); });
  if (report.stopped && !all_ended) return kIncomplete;
  if (!report.failures.empty() || selection.failed_before > 0 || !failed_elsewhere.empty())
    return kFinishedWithFailures;
  return all_ended ? kDone : kIncomplete;
}

void summarise(const FarmReport& report, const SweepTarget& target, int code) {
  say("{} runs done, {} failed, {} not finished. Results: {}\n", report.completed.size(), report.failures.size(),
      report.unfinished.size(), target.out.string());
  if (!report.failures.empty()) {
    say("xil status {} tells why they failed; logs: {}\n", shell_path(target.out.string()),
        (target.out / "logs").string());
  }
  if (code == kIncomplete) say("run it again to go on: every complete round is kept\n");
}

/// What the logs of all complete runs of the sweep warn of, once more where it is seen.
void close_with_warnings(const SweepTarget& target) {
  const Sweep& sweep = target.sweep;
  std::vector<std::size_t> complete;
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    if (has_run_file(target.out, sweep.run_ids[i])) complete.push_back(i);
  }
  say_warnings(folder_warnings(target.out, sweep, complete, catalog(), FileOrigin::Own));
}

/// Everything that a rank needs for its work. It is made in two steps, since the other ranks need the name of rank 0's
/// journal.
struct RankSetup {
  SweepTarget target;
  RunOptions options;
  Deadline deadline;
  std::shared_ptr<Journal> journal;  ///< shared with StopSignals, as is `marker`
  std::shared_ptr<ProgressMarker> marker = std::make_shared<ProgressMarker>();
  std::optional<JournalTail> tail;  ///< on rank 0 only
  std::unique_ptr<RunEnvironment> environment;
};

void open_folder(RankSetup& setup) {
  ensure_out_folder(setup.target.out);
  freeze_sweep(setup.target.out, setup.target.sweep.frozen);
  setup.journal = std::make_shared<Journal>(setup.target.out);
  setup.tail.emplace(setup.target.out);
}

/// The decisions and the messages of rank 0.
class Directing {
 public:
  Directing(RankSetup& setup, const Selection& selection, const StopSignals& signals, int ranks)
      : progress_(labels(setup.target.sweep, selection), costs(setup.target.sweep, selection),
                  {draws_bar(), ranks, selection.to_do.size()}),
        director_({setup.target.out, setup.target.sweep.run_ids, selection.costs, rounds(setup.target.sweep),
                   selection.begun, setup.journal->name(), setup.options.takeover_after_s, *setup.tail, signals,
                   *setup.marker, setup.deadline, progress_}) {}

  SweepDirector& director() { return director_; }
  SweepProgress& progress() { return progress_; }

 private:
  static std::vector<std::string> labels(const Sweep& sweep, const Selection& selection) {
    std::vector<std::string> all(sweep.runs.size());
    for (const std::size_t index : selection.to_do) all[index] = line_name(sweep, index);
    return all;
  }
  static std::vector<double> costs(const Sweep& sweep, const Selection& selection) {
    std::vector<double> all(sweep.runs.size(), 0);
    for (const std::size_t index : selection.to_do) all[index] = selection.costs.seconds(index);
    return all;
  }
  static std::vector<double> rounds(const Sweep& sweep) {
    const Catalog all = catalog();
    std::vector<double> of_groups, counts;
    for (const RunParams& run : sweep.runs.groups()) of_groups.push_back(rounds_of(run, all));
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) counts.push_back(of_groups[sweep.runs.group(i)]);
    return counts;
  }

  SweepProgress progress_;
  SweepDirector director_;
};

Schedule schedule_of(const Selection& selection, const RunOptions& options) {
  std::vector<Job> jobs;
  for (const std::size_t index : selection.to_do)
    jobs.push_back({index, selection.costs.units[index], selection.costs.groups[index]});
  Schedule schedule(std::move(jobs), {options.max_fails, options.fail_fast});
  for (const std::size_t group : selection.costs.groups) schedule.set_rate(group, selection.costs.model.rate(group));
  return schedule;
}

}  // namespace

int run_sweep(const Arguments& arguments, MpiSession& session, StopSignals& signals,
              const MakeRunEnvironment& make_run_environment) {
  Communicator& world = session.world();
  signals.follow(stop_plan_at_start());
  RankSetup setup;
  Selection selection;
  all_or_none(world, [&] {
    setup.target = read_target(arguments, catalog());
    setup.options = read_run_options(arguments);
    setup.deadline = Deadline(setup.options.time_limit_s);
    if (world.rank() != 0) return;
    open_folder(setup);
    selection = select_runs(setup.target, setup.options, *setup.journal);
    announce(setup.target, selection, world.size());
  });
  const std::string heartbeat = from_rank_0(world, setup.journal ? setup.journal->name() : "");
  all_or_none(world, [&] {
    if (!setup.journal) setup.journal = std::make_shared<Journal>(setup.target.out, heartbeat);
    setup.environment = make_run_environment(setup.target, setup.options);
  });
  all_or_none(world, [&] {
    if (world.rank() == 0) check_sets(setup.target, selection.to_do, *setup.environment);
  });
  signals.follow(
      stop_plan({setup.deadline, setup.options.grace_s, setup.journal, setup.marker, world.rank(), world.size()}));
  RunExecutor executor({setup.target.out, world.rank(), *setup.environment, *setup.journal, signals, *setup.marker,
                        setup.deadline, make_machine_expert, setup.target.sweep.digest, setup.options.grace_s});
  const auto work = [&](std::size_t index, const ProgressSink& sink) {
    return executor.execute(setup.target.sweep.runs[index], setup.target.sweep.run_ids[index], sink);
  };
  FarmObserver nobody;
  std::optional<Directing> directing;
  if (world.rank() == 0) directing.emplace(setup, selection, signals, world.size());
  FarmObserver& observer = directing ? static_cast<FarmObserver&>(directing->director()) : nobody;
  const FarmReport report = run_farm(world, schedule_of(selection, setup.options), work, observer);
  int code = 0;
  if (directing) {
    directing->progress().close();
    code = exit_code(report, selection, directing->director().failed_elsewhere());
    summarise(report, setup.target, code);
    if (!report.stopped) close_with_warnings(setup.target);
  }
  return std::stoi(from_rank_0(world, std::to_string(code)));
}

}  // namespace xil
