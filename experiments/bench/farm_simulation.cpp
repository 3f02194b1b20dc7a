#include "experiments/bench/farm_simulation.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <queue>

#include "experiments/sweep/sweep_costs.h"
#include "framework/core/cost/cost.h"
#include "framework/core/cost/cost_model.h"
#include "framework/core/numeric/rng.h"
#include "framework/core/schedule/schedule.h"

namespace xil {
namespace {

/// The time at which a worker becomes free, and the worker; the earliest time comes first.
using Event = std::pair<double, int>;
using Events = std::priority_queue<Event, std::vector<Event>, std::greater<>>;

Events all_free(std::size_t workers) {
  Events events;
  for (std::size_t worker = 0; worker < workers; ++worker) events.emplace(0, static_cast<int>(worker));
  return events;
}

double by_farm(const std::vector<SimulatedRun>& runs, std::size_t workers) {
  std::vector<Job> jobs;
  std::size_t groups = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    jobs.push_back({i, runs[i].units, runs[i].group});
    groups = std::max(groups, runs[i].group + 1);
  }
  Schedule schedule(std::move(jobs), {});
  CostModel model(kReferenceSecondsPerUnit);
  std::vector<std::size_t> held(workers, runs.size());
  Events events = all_free(workers);
  double last = 0;
  while (!events.empty()) {
    const auto [now, worker] = events.top();
    events.pop();
    std::size_t& in_hand = held[static_cast<std::size_t>(worker)];
    if (in_hand < runs.size()) {
      last = now;
      schedule.finished(worker, in_hand);
      model.observe(runs[in_hand].group, runs[in_hand].units, runs[in_hand].seconds);
      for (const auto& [group, rate] : model.changed_rates(runs[in_hand].group, groups)) schedule.set_rate(group, rate);
    }
    const auto next = schedule.next(worker);
    in_hand = next.value_or(runs.size());
    if (next) events.emplace(now + runs[*next].seconds, worker);
  }
  return last;
}

/// `worker_of(i)` is the worker of run i.
double by_shards(const std::vector<SimulatedRun>& runs, std::size_t workers,
                 const std::function<std::size_t(std::size_t)>& worker_of) {
  std::vector<double> loads(workers, 0);
  for (std::size_t i = 0; i < runs.size(); ++i) loads[worker_of(i)] += runs[i].seconds;
  return *std::ranges::max_element(loads);
}

std::vector<double> seconds_of(const std::vector<SimulatedRun>& runs) {
  std::vector<double> seconds;
  for (const SimulatedRun& run : runs) seconds.push_back(run.seconds);
  return seconds;
}

double lower_bound(const std::vector<SimulatedRun>& runs, std::size_t workers) {
  std::vector<double> sum = {0};  // sums of the longest runs
  std::vector<double> seconds = seconds_of(runs);
  std::ranges::sort(seconds, std::greater<>());
  for (const double run : seconds) sum.push_back(sum.back() + run);
  double bound = std::max(sum.back() / static_cast<double>(workers), seconds.front());
  for (std::size_t k = 1; workers * k + 1 <= seconds.size(); ++k) {
    const std::size_t last = workers * k + 1;
    bound = std::max(bound, sum[last] - sum[last - (k + 1)]);
  }
  return bound;
}

}  // namespace

Makespans simulate(const std::vector<SimulatedRun>& runs, std::size_t workers) {
  Makespans spans;
  for (const SimulatedRun& run : runs) spans.longest = std::max(spans.longest, run.seconds);
  spans.lower_bound = lower_bound(runs, workers);
  spans.farm = by_farm(runs, workers);
  spans.in_order = list_makespan_s(seconds_of(runs), workers);
  spans.cyclic = by_shards(runs, workers, [&](std::size_t i) { return i % workers; });
  const std::size_t block = (runs.size() + workers - 1) / workers;
  spans.blocks = by_shards(runs, workers, [&](std::size_t i) { return i / block; });
  return spans;
}

std::vector<SimulatedRun> draw_runs(const std::vector<MeasuredGroup>& measured, std::size_t count, std::uint64_t seed) {
  std::vector<SimulatedRun> runs;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t group = i * measured.size() / count;
    const std::vector<double>& seconds = measured[group].seconds;
    Rng rng(seed, {Purpose::Test, static_cast<std::uint32_t>(group), static_cast<std::uint32_t>(i)});
    runs.push_back({group, measured[group].units, seconds[rng.below(seconds.size())]});
  }
  return runs;
}

std::vector<MeasuredGroup> assumed_groups(std::size_t groups, std::uint64_t seed) {
  constexpr double kDeviation = 0.7, kWithin = 0.1, kMean_s = 300;
  constexpr std::size_t kRuns = 20;
  std::vector<MeasuredGroup> all;
  for (std::size_t group = 0; group < groups; ++group) {
    Rng rng(seed, {Purpose::Test, static_cast<std::uint32_t>(group)});
    const double mean = kMean_s * std::exp(kDeviation * rng.normal());
    MeasuredGroup one{mean * std::exp2(rng.uniform(-1, 1)), {}};
    for (std::size_t run = 0; run < kRuns; ++run)
      one.seconds.push_back(mean * std::max(0.5, 1 + kWithin * rng.normal()));
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace xil
