#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "experiments/planning/forecast.h"
#include "experiments/sweep/frozen_sweeps.h"
#include "experiments/sweep/sweep_costs.h"
#include "framework/store/journal/run_state.h"

namespace xil {

/// The runs of all sweeps that are kept in an output folder, as read_frozen_sweeps() gives them.
struct OutFolder {
  std::filesystem::path path;
  Sweep runs;                         ///< name, frozen and digest are empty
  std::vector<std::string> notes{};   ///< what a reader of its numbers must know: runs left out, or not known here
  std::vector<FrozenSweep> frozen{};  ///< what the kept sweeps ask
};
/// Refuses a folder that keeps no sweep; a kept sweep that this version cannot read is an error
/// that names it.
OutFolder read_out_folder(const std::filesystem::path& path, const Catalog& catalog);

/// The progress of a set of runs.
struct SweepStatus {
  std::vector<RunState> states;  ///< in the order of the runs
  std::map<RunStatus, std::size_t> counts;
  std::size_t measured_runs = 0;        ///< finished runs that the estimates rest on; 0: rough estimates
  std::vector<double> remaining_run_s;  ///< per run: seconds left on its threads; 0 once complete
  double remaining_core_s = 0;          ///< of all runs
  double remaining_bytes = 0;           ///< of the runs that are missing or running
  std::size_t count(RunStatus status) const;
};
/// Positions of the complete runs, ascending.
std::vector<std::size_t> complete_runs(const SweepStatus& progress);
SweepStatus read_status(const std::filesystem::path& out, const Sweep& runs, const Catalog& catalog);

/// Per run: run_id, index, the names, title and label where there are any, seed, status, attempts, reason where there
/// is one, and the varying parameters.
Value runs_json(const Sweep& sweep, const SweepStatus& progress);
/// {"complete": 1, "running": 0, ...}
Value counts_json(const SweepStatus& progress);
/// "24 runs: 1 complete, 0 running, 0 failed, 23 missing"
std::string counts_text(const SweepStatus& progress);

}  // namespace xil
