#pragma once

#include <span>
#include <string>
#include <vector>

#include "framework/core/base/value.h"
#include "framework/core/catalogue/run_warnings.h"

namespace xil {

/// What a reader of the results, or of the plan, should know: what, where, and what can be done.
struct Warning {
  WarningKind kind = WarningKind::NothingJudged;
  std::string what, mend;               ///< parts of a sentence
  std::string dataset;                  ///< label; empty: all
  std::vector<std::string> strategies;  ///< labels, sorted; empty: it does not depend on them
  std::vector<std::string> run_ids;     ///< the runs that it is about
  std::size_t of = 0;                   ///< the runs of that data set that were looked at
};

/// "12 of 24 runs on weld_seams (caipi, nearcaipi)"
std::string where_of(const Warning& warning);
/// Where, what, and what can be done.
std::string sentence_of(const Warning& warning);
/// {kind, dataset, strategies, runs, of, run_ids, what, mend}
Value warning_json(const Warning& warning);

/// A run under the labels of figures and tables, with what its warnings follow from.
struct WatchedRun {
  std::string dataset, strategy, run_id;
  RunFacts facts;
  std::string unread;  ///< why its file cannot be read; empty: it can
};
/// The warnings of complete runs; those of which the same is to be said share one. In the order of WarningKind.
std::vector<Warning> run_warnings(std::span<const WatchedRun> runs);

/// A warning of one kind about runs of one data set, before `what` is known.
Warning warning_about(WarningKind kind, std::span<const WatchedRun* const> runs, std::size_t of, std::string what);

}  // namespace xil
