#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/enum_names.h"
#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/records.h"

// What may be wrong with a sweep or a run although nothing failed. A run's log, the end of `xil run`, `xil plan`, `xil
// status` and the report say it in the words of this table.
namespace xil {

enum class WarningKind {
  // before a run
  MapsNotKept,
  NothingToJudge,
  IdleThreshold,
  SmallRegions,
  UndefinedMetrics,
  NothingToEdit,
  SameMeasure,
  IdleGroups,
  DataSet,
  // of complete runs
  Unreadable,
  NothingJudged,
  AllCalledWrong,
  AllCalledRight,
  EmptyMaps,
  NoPrediction,
  ConstantPrediction,
  PoolUsedUp,
  NeverDefined,
  NoCorrections,
};
template <>
struct EnumNames<WarningKind> {
  static constexpr std::array<std::string_view, 19> names = {
      "maps_not_kept",       "nothing_to_judge", "idle_threshold", "small_regions", "undefined_metrics",
      "nothing_to_edit",     "same_measure",     "idle_groups",    "data_set",      "unreadable",
      "nothing_judged",      "all_wrong",        "all_right",      "empty_maps",    "no_prediction",
      "constant_prediction", "pool_used_up",     "never_defined",  "no_corrections"};
};

/// What the user can do about it.
std::string_view remedy_of(WarningKind kind);

/// What the warnings of a complete run follow from; a run's log and its file give the same.
struct RunFacts {
  bool judges = false;      ///< its strategy asks the expert for verdicts
  bool corrects = false;    ///< it makes edited copies, or adds terms of the loss in regions
  std::string verdict;      ///< the oracle's rule and thresholds, see verdict_text()
  std::int64_t judged = 0;  ///< explanations
  std::int64_t wrong_reasons = 0;
  std::int64_t shown = 0;      ///< looks
  std::int64_t explained = 0;  ///< looks with a map
  std::int64_t empty_maps = 0;
  std::int64_t corrections = 0;        ///< edited copies and terms of the loss
  std::int64_t pool = 0;               ///< items
  std::int64_t left = 0;               ///< unlabelled ones in the end
  std::int64_t classes = 0;            ///< of the data set
  std::int64_t predicted_classes = 0;  ///< for the test items in the last round; 0: probabilities that are no numbers
  std::vector<std::string> undefined;  ///< metrics that were asked for (metrics_asked_for()) and are never defined

  /// Adds a look of the expert. Comparisons with labelled items count as looks too.
  void add(const ShownRecord& look);
  /// Looks at the last round's probabilities, [test items, classes].
  void add_prediction(const Matrix& probabilities);
};

/// What follows from the parameters; verdicts are watched where the simulated expert gives them.
RunFacts facts_of(const RunParams& run, const StrategyTraits& traits);

/// One warning of one run. `share` is in percent; runs that have the same `what` are told together, with the range of
/// their shares in the place of "{}".
struct RunWarning {
  WarningKind kind = WarningKind::NothingJudged;
  std::string what;
  std::optional<double> share;
};
std::vector<RunWarning> warnings_of(const RunFacts& facts);
/// `what` with the share, as one run's log says it, and what can be done.
std::string sentence_of(const RunWarning& warning);
/// "97 %", "95 to 98 %"
std::string percent_text(double least, double most);

/// "verdict: mass, verdict_threshold: 0.2, confounder_threshold: 0.2"
std::string verdict_text(const OracleParams& oracle);
/// Metrics that are measured only because the sweep asks for them.
std::vector<std::string> metrics_asked_for(const RunParams& run);

}  // namespace xil
