#include "experiments/sweep/sweep_costs.h"

#include <algorithm>
#include <functional>
#include <queue>

#include "framework/core/cost/cost.h"

namespace xil {

std::size_t SweepCosts::group_count() const { return groups.empty() ? 0 : *std::ranges::max_element(groups) + 1; }

SweepCosts sweep_costs(const Sweep& sweep, const Catalog& catalog, const std::map<std::string, RunState>& states) {
  SweepCosts costs{{}, {}, CostModel(kReferenceSecondsPerUnit)};
  std::vector<double> of_groups;
  for (const RunParams& run : sweep.runs.groups())
    of_groups.push_back(run.unknown.empty() ? expected_cost(run, catalog.traits(run.strategy)) : 0);
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    costs.groups.push_back(sweep.runs.group(i));
    costs.units.push_back(of_groups[sweep.runs.group(i)]);
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
