#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "framework/config/sweep.h"
#include "framework/core/cost/cost_model.h"
#include "framework/store/journal/run_state.h"

namespace xil {

/// The costs of a sweep's runs, as far as they follow from their parameters and from the runs that have ended.
struct SweepCosts {
  std::vector<double> units;        ///< expected_cost() of every run; 0 where this program does not know it
  std::vector<std::size_t> groups;  ///< runs of one group differ in their seeds only
  CostModel model;
  std::size_t group_count() const;
  /// Expected seconds of a run, and of a round of it.
  double seconds(std::size_t index) const { return model.seconds(groups[index], units[index]); }
};

/// Learns from the runs that were finished in a single attempt. `states` is the result of read_states().
SweepCosts sweep_costs(const Sweep& sweep, const Catalog& catalog, const std::map<std::string, RunState>& states);

/// The largest number of rounds of a run, round 0 included.
double rounds_of(const RunParams& run, const Catalog& catalog);

/// Seconds until the last job has ended on `workers` workers, when an idle worker always takes the next job.
double list_makespan_s(std::span<const double> seconds, std::size_t workers);
/// The same when the longest jobs are handed out first.
double makespan_s(std::vector<double> seconds, std::size_t workers);

}  // namespace xil
