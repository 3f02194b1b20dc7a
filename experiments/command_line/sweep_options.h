#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiments/command_line/command_line.h"
#include "experiments/command_line/run_choice.h"
#include "framework/config/sweep.h"

namespace xil {

/// A sweep and the folder of its results: --out, or else results/<name>.
struct SweepTarget {
  Sweep sweep;
  std::filesystem::path out;
};
/// Reads the operands SWEEP [key=value ...] and the flag --out.
SweepTarget read_target(const Arguments& arguments, const Catalog& catalog);

/// The results folder that an operand OUT names: a folder, or a sweep file, which stands for results/<its name>.
std::filesystem::path results_folder(const std::string& operand, const Catalog& catalog);

inline constexpr Flag kOutFlag = {"out", "DIR", "folder of the results; default: results/<name of the sweep>"};
inline constexpr Flag kDeviceFlag = {"device", "NAME", "auto (default), cpu, cuda or cuda:N"};
inline constexpr std::array kRunFlags = {
    kOutFlag,
    Flag{"filter", "K=V", "only runs whose dotted key K has the value V, or one of V,W,..."},
    Flag{"limit", "N", "at most N of the runs that are missing"},
    Flag{"shard", "I/N", "only every N-th run, beginning with the I-th (from 0)"},
    Flag{"retry-failed", "", "runs that failed before are tried again"},
    Flag{"max-fails", "N", "starts nothing more once N runs have failed"},
    Flag{"fail-fast", "", "starts nothing more once one run has failed"},
    Flag{"time-limit", "D", "starts no round that is not expected to end within D: 90s, 30m, 1h30m, 1:30:00"},
    Flag{"grace", "D",
         "how long a round in hand may go on after a signal or the time limit before its process ends itself; "
         "default: thrice the longest round so far, at least 15s"},
    Flag{"quarantine-after", "N", "a run whose process died N times without a new round is set aside; default: 3"},
    Flag{"takeover-after", "D",
         "takes over the runs of another job that has not shown to live for D, the same for all jobs; default: 60s"},
    kDeviceFlag,
};

/// The flags of `run`, checked.
struct RunOptions {
  std::optional<RunCriterion> filter;  ///< nothing: all runs
  std::optional<std::size_t> limit;
  std::size_t shard = 0, shards = 1;
  bool retry_failed = false, fail_fast = false;
  std::optional<std::size_t> max_fails;
  std::optional<double> time_limit_s, grace_s;
  std::size_t quarantine_after = 3;
  double takeover_after_s = 60;
  std::string device = "auto";
};
RunOptions read_run_options(const Arguments& arguments);

/// Positions in the sweep of the runs that --filter and --shard select, ascending. Refuses a filter without a match.
std::vector<std::size_t> selected_runs(const Sweep& sweep, const RunOptions& options);

/// The seconds of a flag's value "90", "90s", "30m", "1h30m" or "1:30:00".
double read_duration(std::string_view flag, std::string_view text);

/// The number of threads of the sweep's runs, which share a process: refuses a sweep whose runs differ in it.
std::int64_t common_threads(const Sweep& sweep);

}  // namespace xil
