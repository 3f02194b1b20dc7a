#include "experiments/bench/bench_farm.h"

#include <fmt/format.h>
#include <time.h>

#include <cstdio>
#include <memory>

#include "experiments/bench/farm_simulation.h"
#include "experiments/command_line/console.h"
#include "experiments/command_line/temporary_folder.h"
#include "experiments/sweep/catalog.h"
#include "experiments/sweep/frozen_sweeps.h"
#include "experiments/sweep/sweep_costs.h"
#include "framework/comm/agreement.h"
#include "framework/comm/farm.h"
#include "framework/comm/mpi_session.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json_value.h"
#include "framework/loop/stopwatch.h"
#include "framework/store/files/files.h"
#include "framework/store/journal/leases.h"

namespace xil {
namespace {

double thread_cpu_s() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Measures the processor time of the calling thread, which is the coordinator's, and holds leases if it is told to.
class Measuring final : public FarmObserver {
 public:
  explicit Measuring(Leases* leases) : leases_(leases) {}
  bool should_stop() override {
    if (first_cpu_s_ < 0) first_cpu_s_ = thread_cpu_s();
    cpu_s_ = thread_cpu_s() - first_cpu_s_;
    return false;
  }
  Start may_start(std::size_t index) override {
    if (leases_ != nullptr) leases_->acquire(std::to_string(index));
    return Start::Now;
  }
  void finished(int, std::size_t index) override {
    if (leases_ != nullptr) leases_->release(std::to_string(index));
  }
  double cpu_s() const { return cpu_s_; }

 private:
  Leases* leases_;
  double first_cpu_s_ = -1, cpu_s_ = 0;
};

Schedule equal_jobs(std::size_t count) {
  std::vector<Job> jobs;
  for (std::size_t index = 0; index < count; ++index) jobs.push_back({index, 1.0, 0});
  return Schedule(std::move(jobs), {});
}

struct Overhead {
  double messages_us = 0, kept_us = 0;  ///< per run
  double coordinator_share = 0;         ///< share of a core
  int ranks = 1;
};

double messages_us(Communicator& world, std::size_t count) {
  Measuring observer(nullptr);
  const Stopwatch watch;
  run_farm(
      world, equal_jobs(count), [](std::size_t, const ProgressSink&) { return WorkOutcome{}; }, observer);
  return 1e6 * watch.seconds() / static_cast<double>(count);
}

double kept_us(Communicator& world, const std::filesystem::path& out, std::size_t count) {
  Journal journal(out);
  std::optional<Leases> leases;
  if (world.rank() == 0) leases.emplace(out, journal.name(), 60, [] { return 0.0; });
  Measuring observer(leases ? &*leases : nullptr);
  const Stopwatch watch;
  const auto work = [&](std::size_t index, const ProgressSink&) {
    journal.started(std::to_string(index), world.rank());
    journal.finished(std::to_string(index), world.rank(), 0);
    return WorkOutcome{};
  };
  run_farm(world, equal_jobs(count), work, observer);
  return 1e6 * watch.seconds() / static_cast<double>(count);
}

/// Measures on runs that keep every rank busy for about four seconds in all.
double coordinator_share(Communicator& world) {
  constexpr std::size_t kRunsPerRank = 80;
  constexpr int kRounds = 5;
  constexpr double kRound_s = 0.01;
  Measuring observer(nullptr);
  const Stopwatch watch;
  const auto work = [&](std::size_t, const ProgressSink& progress) {
    for (int round = 0; round < kRounds; ++round) {
      for (const Stopwatch busy; busy.seconds() < kRound_s;) {
      }
      progress(round + 1, kRounds);
    }
    return WorkOutcome{};
  };
  run_farm(world, equal_jobs(kRunsPerRank * static_cast<std::size_t>(world.size())), work, observer);
  return observer.cpu_s() / watch.seconds();
}

Overhead measure(Communicator& world, std::size_t count) {
  Overhead overhead;
  overhead.ranks = world.size();
  std::unique_ptr<TemporaryFolder> folder;
  all_or_none(world, [&] {
    if (world.rank() == 0) folder.reset(new TemporaryFolder(TemporaryFolder::of_its_own("xil-bench-farm")));
  });
  const std::filesystem::path out = from_rank_0(world, folder ? folder->path().string() : "");
  overhead.messages_us = messages_us(world, count);
  overhead.kept_us = kept_us(world, out, count);
  overhead.coordinator_share = coordinator_share(world);
  return overhead;
}

/// The groups of the runs that were finished in OUT in a single attempt.
std::vector<MeasuredGroup> measured_groups(const std::filesystem::path& out) {
  const Catalog all = catalog();
  const Sweep sweep = read_frozen_sweeps(out, all);
  const auto states = read_states(out, sweep.run_ids);
  const SweepCosts costs = sweep_costs(sweep, all, states);
  std::map<std::size_t, MeasuredGroup> groups;
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    const std::vector<Attempt>& attempts = states.at(sweep.run_ids[i]).attempts;
    if (attempts.size() != 1 || attempts[0].state != AttemptState::Complete) continue;
    groups[costs.groups[i]].units = costs.units[i];
    groups[costs.groups[i]].seconds.push_back(attempts[0].seconds);
  }
  refuse_unless(!groups.empty(), "{}: no run has finished there in one go, so that there are no times to draw from",
                out.string());
  std::vector<MeasuredGroup> list;
  for (auto& [unused, group] : groups) list.push_back(std::move(group));
  return list;
}

struct Simulated {
  std::size_t ranks = 0, runs = 0;
  Makespans spans;
};

std::vector<Simulated> simulations(const std::vector<MeasuredGroup>& groups, std::uint64_t seed) {
  const std::pair<std::size_t, std::size_t> sizes[] = {
      {16, 1000}, {64, 1000}, {256, 10000}, {1024, 100000}, {4096, 100000}};
  std::vector<Simulated> all;
  for (const auto& [ranks, runs] : sizes) all.push_back({ranks, runs, simulate(draw_runs(groups, runs, seed), ranks)});
  return all;
}

void print(const Overhead& overhead, const std::vector<Simulated>& simulated, const std::string& source) {
  say("on {} rank{}, per run: {:.1f} us by messages alone, {:.0f} us with lease and journal on the disk\n",
      overhead.ranks, overhead.ranks == 1 ? "" : "s", overhead.messages_us, overhead.kept_us);
  say("coordination: {:.2f} % of a core of rank 0\n\n", 100 * overhead.coordinator_share);
  say("simulated with run times {}; makespan over the lower bound:\n", source);
  say("{:>6} {:>7} {:>16} {:>8} {:>9} {:>9} {:>9}\n", "ranks", "runs", "longest/bound", "xil run", "in order", "shards",
      "blocks");
  for (const auto& [ranks, runs, spans] : simulated) {
    const double bound = spans.lower_bound;
    say("{:>6} {:>7} {:>16.3f} {:>8.4f} {:>9.4f} {:>9.4f} {:>9.4f}\n", ranks, runs, spans.longest / bound,
        spans.farm / bound, spans.in_order / bound, spans.cyclic / bound, spans.blocks / bound);
  }
}

void print_json(const Overhead& overhead, const std::vector<Simulated>& simulated, const std::string& source) {
  Value::List rows;
  for (const auto& [ranks, runs, spans] : simulated) {
    rows.push_back(Value(Value::Map{{"ranks", json_value(ranks)},
                                    {"runs", json_value(runs)},
                                    {"lower_bound_s", Value(spans.lower_bound)},
                                    {"longest_s", Value(spans.longest)},
                                    {"farm", Value(spans.farm / spans.lower_bound)},
                                    {"in_order", Value(spans.in_order / spans.lower_bound)},
                                    {"shards", Value(spans.cyclic / spans.lower_bound)},
                                    {"blocks", Value(spans.blocks / spans.lower_bound)}}));
  }
  say_json(Value(Value::Map{{"ranks", json_value(overhead.ranks)},
                            {"messages_us_per_run", Value(overhead.messages_us)},
                            {"kept_us_per_run", Value(overhead.kept_us)},
                            {"coordinator_share", Value(overhead.coordinator_share)},
                            {"run_times", Value(source)},
                            {"simulations", Value(std::move(rows))}}));
}

}  // namespace

int bench_farm(const Arguments& arguments) {
  constexpr std::size_t kAssumedGroups = 40;
  MpiSession session;
  const auto count = static_cast<std::size_t>(arguments.integer("runs", 1).value_or(1000));
  const auto seed = static_cast<std::uint64_t>(arguments.integer("seed", 0).value_or(0));
  const Overhead overhead = measure(session.world(), count);
  all_or_none(session.world(), [&] {
    if (session.world().rank() != 0) return;
    const bool given = !arguments.positional.empty();
    const auto groups = given ? measured_groups(arguments.positional.front()) : assumed_groups(kAssumedGroups, seed);
    const std::string source =
        given ? fmt::format("of {} groups measured in {}", groups.size(), arguments.positional.front())
              : fmt::format("of {} assumed groups", groups.size());
    (arguments.has("json") ? print_json : print)(overhead, simulations(groups, seed), source);
  });
  return 0;
}

}  // namespace xil
