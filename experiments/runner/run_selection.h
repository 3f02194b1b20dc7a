#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "experiments/command_line/sweep_options.h"
#include "experiments/sweep/sweep_costs.h"
#include "framework/store/journal/journal.h"

namespace xil {

/// What a job finds to be done.
struct Selection {
  std::vector<std::size_t> to_do;  ///< positions in the sweep, those that other jobs have in hand included
  std::set<std::size_t> begun;     ///< of those, the ones of which some rounds are there
  std::size_t complete = 0, failed_before = 0, running = 0;
  std::vector<std::string> quarantined;  ///< a sentence for each run that was put aside now
  SweepCosts costs{{}, {}, CostModel(1)};
};

/// Reads the folder's state. A run whose process died too often (RunState::deaths) is put into quarantine, by a word in
/// the journal, unless failed runs are to be tried again.
Selection select_runs(const SweepTarget& target, const RunOptions& options, Journal& journal);

}  // namespace xil
