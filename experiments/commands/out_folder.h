#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "experiments/sweep/forecast.h"
#include "experiments/sweep/sweep_costs.h"
#include "framework/store/journal/run_state.h"

namespace xil {

/// The runs of all sweeps that are kept in an output folder, each once, oldest sweep first.
struct OutFolder {
  std::filesystem::path path;
  Sweep runs;  ///< name, frozen and digest are empty
};
/// Refuses a folder that keeps no sweep; a kept sweep that this version cannot read is an error
/// that names it.
OutFolder read_out_folder(const std::filesystem::path& path, const Catalog& catalog);

/// How far a set of runs is.
struct SweepStatus {
  std::vector<RunState> states;  ///< goes with the runs
  std::map<RunStatus, std::size_t> counts;
  std::size_t measured_runs = 0;  ///< that the times are learnt from; 0: a rough guess
  std::vector<double>
      remaining_run_s;          ///< per run, on its threads: of what is missing, or left of those that were begun
  double remaining_core_s = 0;  ///< of all of them
  double remaining_bytes = 0;   ///< of what is missing or running
  std::size_t count(RunStatus status) const;
};
SweepStatus read_status(const std::filesystem::path& out, const Sweep& runs, const Catalog& catalog);

/// Keys that describe_run() should show: see condition_keys(), and the dataset's own that vary.
std::vector<std::string> keys_to_show(const Sweep& sweep);
/// "dataset=... strategy=... key=value ... seed=...", with those of the keys that this run has.
std::string describe_run(const Sweep& sweep, const std::vector<std::string>& shown, std::size_t index);

/// Per run: run_id, index, the names, seed, status, attempts, reason where there is one, and the varying parameters.
Value runs_json(const Sweep& sweep, const SweepStatus& progress);
/// {"complete": 1, "running": 0, ...}
Value counts_json(const SweepStatus& progress);
/// "24 runs: 1 complete, 0 running, 0 failed, 23 missing"
std::string counts_text(const SweepStatus& progress);

}  // namespace xil
