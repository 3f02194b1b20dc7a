#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/planned/asked_test.h"
#include "analysis/results/published.h"
#include "analysis/results/run_data.h"
#include "experiments/command_line/command_line.h"
#include "experiments/commands/out_folder.h"
#include "framework/store/readings/kept_readings.h"

namespace xil {

/// The runs of a results folder under their names in figures and tables. Names depend on all runs, so that they stay
/// the same while the folder fills.
struct FolderRuns {
  OutFolder folder;
  SweepStatus progress;
  std::vector<LabelledRun> labelled;  ///< all runs, complete or not
  std::map<std::size_t, std::string>
      refused;                    ///< complete runs whose files are not read, and why; they count as incomplete
  std::vector<ReadRun> readings;  ///< of all complete runs, in the order of complete_runs(progress)
  std::string why_fewer = {};     ///< why these are not all runs of the folder; empty: they are
  bool is_complete(std::size_t index) const {
    return progress.states[index].status == RunStatus::Complete && !refused.contains(index);
  }
  std::vector<LabelledRun> complete() const;
  std::vector<LabelledRun> incomplete() const;
  /// What was read of complete().
  std::vector<RunData> data() const;
};

/// The published values of the folder's sweeps, under the names of the conditions whose runs they fit; those of
/// `metric` alone, if one is given.
std::vector<PublishedRow> published_rows(const FolderRuns& all, std::string_view metric = {});

/// The hypotheses of the folder's frozen sweeps.
std::vector<AskedTest> asked_tests_of(const FolderRuns& all);

/// `arguments`: the folder, and the flags --only and --exclude, whose runs are as if they were not there.
/// Fails where no run is complete yet, where a run file is not the one of the run that it is named after, where runs of
/// one data set saw different sources, and as read_out_folder() does.
FolderRuns read_folder_runs(const Arguments& arguments);
/// As read_folder_runs(), for drawing, which claims nothing until all runs are there: unreadable run files are
/// collected in `refused`, and make it fail only if no other is left.
FolderRuns read_drawable_runs(const Arguments& arguments);
/// Says on stderr which run files were refused; gives the exit code.
int tell_refused(const FolderRuns& all);

inline constexpr Flag kMissingFlag = {
    "missing", "error|drop",
    "drop: seeds that lack a run are left out of claims, and listed; error (default): no claims"};
inline constexpr Flag kFalseAlarmsFlag = {
    "false-alarms", "S,S,...",
    "shares of false alarms at which missed defects are counted, such as .01,.05; default: .05"};
/// The values of --false-alarms, ascending.
std::vector<double> false_alarm_rates(const Arguments& arguments);
/// The value of --missing.
Missing missing_policy(const Arguments& arguments);

}  // namespace xil
