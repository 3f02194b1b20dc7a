#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "framework/config/sweep.h"
#include "framework/core/catalogue/cost_model.h"
#include "framework/store/journal/run_state.h"

namespace xil {

/// What the runs of a sweep cost, as far as their parameters and the runs that have ended tell.
struct SweepCosts {
  std::vector<double> units;        ///< expected_cost() of every run
  std::vector<std::size_t> groups;  ///< runs of one group differ in their seeds only
  CostModel model;
  std::size_t group_count() const;
  /// Expected seconds of a run, and of a round of it.
  double seconds(std::size_t index) const { return model.seconds(groups[index], units[index]); }
};

/// Learns from the runs that were finished in one go. `states`: of read_states().
SweepCosts sweep_costs(const Sweep& sweep, const Catalog& catalog, const std::map<std::string, RunState>& states);

/// Rounds of a run, round 0 counted, at most.
double rounds_of(const RunParams& run, const Catalog& catalog);

/// Seconds until the last of the jobs has ended on so many workers, whoever is idle taking the next one.
double list_makespan_s(std::span<const double> seconds, std::size_t workers);
/// The same with the longest handed out first.
double makespan_s(std::vector<double> seconds, std::size_t workers);

}  // namespace xil
