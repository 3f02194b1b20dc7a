#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/unit.h"
#include "analysis/results/session_summary.h"
#include "analysis/statistics/statistics.h"
#include "framework/core/base/params.h"
#include "framework/core/catalogue/curve_scalars.h"
#include "framework/core/catalogue/metrics.h"
#include "framework/store/recorded/final_predictions.h"
#include "framework/store/runs/run_file.h"

namespace xil {

/// A complete run under the names that it shall have in figures and tables.
struct LabelledRun {
  std::string dataset,
      strategy;  ///< labels: runs that differ in anything but the unit need different ones
  std::int64_t seed = 0;
  std::filesystem::path file;
  std::string expert = {};  ///< who answered: a person's pseudonym, or the session that is replayed; empty: simulated

  Unit unit() const { return {seed, expert}; }
};

/// A run with everything that figures and tables need of it, maps excepted.
struct RunData {
  LabelledRun run;
  RunSummary summary;
  std::vector<ShownRecord> shown;
  std::string start;  ///< read_start_digest(): equal for strategies that may be compared
  std::optional<SessionSummary> session = std::nullopt;     ///< where a person answered
  std::vector<std::string> classes = {};                    ///< their names
  std::shared_ptr<const TestPredictions> predictions = {};  ///< null: read_final_predictions() of the file

  /// The name of a class; its number where the run has no such class.
  std::string class_name(std::int64_t label) const;
};

/// The runs of one dataset as complete blocks: every strategy with every unit.
struct Blocks {
  std::string dataset;
  std::string stem;                     ///< the dataset in file names, different from that of any other dataset
  std::vector<std::string> strategies;  ///< sorted
  std::vector<Unit> units;              ///< sorted; each has a run of every strategy
  std::vector<std::vector<const RunData*>> runs;  ///< [strategy][unit]; borrowed from the caller
  std::vector<std::string> notes;                 ///< what was left out and why, one sentence each
  std::string digest;                             ///< results_digest()
};

/// Joins runs on (dataset, unit) by complete_blocks(), sorted by dataset. Units that some strategy lacks are dropped
/// and noted; strategies go only where otherwise no unit would remain. Refuses two runs of one (dataset, strategy,
/// unit), and one (dataset, unit) whose runs saw different data.
std::vector<Blocks> join_runs(std::span<const RunData> runs);

/// The axis in the table of metrics.
const MetricInfo& metric_of(CurveAxis axis);

/// A metric over the budget, at the rounds in which it exists; NaN if it is undefined in such a round. Empty if it is
/// never defined. Map metrics exist in rounds in which any map metric is defined; all others exist in every round.
Curve metric_curve(const RunSummary& run, const std::string& metric, CurveAxis axis = CurveAxis::Shown);

/// The same over any column of /rounds, such as "round"; points at which it does not increase are left out.
Curve metric_curve_over(const RunSummary& run, const std::string& metric, const std::string& budget);

/// Whether a column of /rounds holds wall-clock seconds (not expert_s, whose seconds are modelled).
bool is_wall_clock(std::string_view column);

/// Whether every run has the axis of the expert's time; runs made without a cost model lack it.
bool has_expert_time(std::span<const RunData> runs);

/// A run without rounds after the first, such as the strategy `passive`: a level to compare with,
/// not a curve.
bool is_reference(const RunData& run);

/// The budgets that every run of the blocks reached, references excepted.
struct BudgetRange {
  double low = 0, high = 0;
  bool equal_axes = true;  ///< all runs have the same budgets
  CurveAxis axis = CurveAxis::Shown;
};
BudgetRange common_range(const Blocks& blocks, CurveAxis axis = CurveAxis::Shown);
/// The same of the numbers of their rounds.
BudgetRange common_rounds(const Blocks& blocks);

/// SHA-256 of run ids, data digests, rounds (wall-clock columns excepted) and what was shown: equal
/// for equal results.
std::string results_digest(const Blocks& blocks);

}  // namespace xil
