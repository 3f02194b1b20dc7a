#include "experiments/sweep/sweep_costs.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <queue>

#include "framework/core/cost/cost.h"

namespace xil {
namespace {

/// Numbers the groups of runs that differ only in their seeds.
class Groups {
 public:
  std::size_t of(const RunParams& run) {
    RunParams same = run;
    same.seed = 0;
    same.split_seed.reset();
    same.model_seed.reset();
    same.oracle_seed.reset();
    // Seeds usually vary fastest: then the text is made once per group, not once per run.
    if (last_ && same == *last_) return number_;
    number_ = numbers_.try_emplace(to_json(to_config(same)), numbers_.size()).first->second;
    last_ = std::move(same);
    return number_;
  }

 private:
  std::optional<RunParams> last_;
  std::size_t number_ = 0;
  std::map<std::string, std::size_t> numbers_;
};

}  // namespace

std::size_t SweepCosts::group_count() const { return groups.empty() ? 0 : *std::ranges::max_element(groups) + 1; }

SweepCosts sweep_costs(const Sweep& sweep, const Catalog& catalog, const std::map<std::string, RunState>& states) {
  SweepCosts costs{{}, {}, CostModel(kReferenceSecondsPerUnit)};
  Groups groups;
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    const RunParams& run = sweep.runs[i];
    costs.groups.push_back(groups.of(run));
    costs.units.push_back(run.unknown.empty() ? expected_cost(run, catalog.traits(run.strategy)) : 0);
    const auto state = states.find(sweep.run_ids[i]);
    if (state == states.end() || state->second.attempts.size() != 1) continue;
    const Attempt& attempt = state->second.attempts.front();
    if (attempt.state == AttemptState::Complete) costs.model.observe(costs.groups[i], costs.units[i], attempt.seconds);
  }
  return costs;
}

double rounds_of(const RunParams& run, const Catalog& catalog) {
  return catalog.traits(run.strategy).labels_all ? 1 : static_cast<double>(run.rounds + 1);
}

double list_makespan_s(std::span<const double> seconds, std::size_t workers) {
  std::priority_queue<double, std::vector<double>, std::greater<>> free_at;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, workers); ++i) free_at.push(0);
  double last = 0;
  for (const double job : seconds) {
    const double end = free_at.top() + job;
    free_at.pop();
    free_at.push(end);
    last = std::max(last, end);
  }
  return last;
}

double makespan_s(std::vector<double> seconds, std::size_t workers) {
  std::ranges::sort(seconds, std::greater<>());
  return list_makespan_s(seconds, workers);
}

}  // namespace xil
