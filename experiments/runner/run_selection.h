#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "experiments/command_line/sweep_options.h"
#include "experiments/sweep/sweep_costs.h"
#include "framework/store/journal/journal.h"

namespace xil {

/// The runs that a job has to do, and the state of the others.
struct Selection {
  std::vector<std::size_t> to_do;  ///< positions in the sweep, including runs that other jobs are working on
  std::set<std::size_t> begun;     ///< those of to_do that have completed some rounds
  std::size_t complete = 0, failed_before = 0, running = 0;
  std::vector<std::string> quarantined;  ///< one sentence for each run put aside at this start
  SweepCosts costs{{}, {}, CostModel(1)};
};

/// Reads the folder's state. A run whose process died too often (RunState::deaths) is put into quarantine by a line in
/// the journal, unless failed runs are to be tried again.
Selection select_runs(const SweepTarget& target, const RunOptions& options, Journal& journal);

}  // namespace xil
