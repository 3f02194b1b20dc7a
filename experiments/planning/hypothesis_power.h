#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/statistics/planned_power.h"
#include "framework/config/sweep.h"
#include "framework/core/base/value.h"

namespace xil {

/// What the seeds of a sweep can decide if differences look like this.
struct PowerRow {
  double effect = 0;  ///< in deviations of the paired differences: the difference, or, with a margin, the margin
  double power = 0;   ///< chance that the test decides it, at Holm's first step; with looks until the last one reached
  /// Nothing: more than can be planned. With looks the first of them until which the power is as much; nothing: not
  /// even the last.
  std::optional<std::size_t> seeds_for_80 = {}, seeds_for_95 = {};
  /// Of looks that do not suffice: where the last would be if all were stretched until they did.
  std::optional<std::size_t> last_look_for_80 = {}, last_look_for_95 = {};
};

/// A test of a sweep's hypothesis before its runs.
struct PlannedPower {
  std::size_t number = 0;  ///< of the hypothesis, from 1
  std::string statement, dataset;
  std::size_t seeds = 0;
  std::vector<std::size_t> looks;
  bool has_margin = false;                 ///< effects are then margins, and there is no difference
  std::optional<std::size_t> fewest = {};  ///< seeds that can decide anything at all; nothing: no look can
  std::vector<PowerRow> effects = {};      ///< for a range of effects; of a pilot one
  std::size_t pilot_pairs = 0;             ///< 0: without a pilot
  double pilot_mean = 0, pilot_deviation = 0;
};

/// Differences of a pilot by HypothesisTest::key, of the first condition over the second.
using PilotDifferences = std::map<std::string, std::vector<double>>;

/// `tests`: the planned tests of the whole folder, Holm's family. Tests without two differing pairs in the pilot are
/// forecast over a range of effects.
std::vector<PlannedPower> hypothesis_power(std::span<const Hypothesis> hypotheses, std::size_t tests,
                                           const PilotDifferences& pilot = {});

/// One paragraph per test and one on the family, for the terminal.
std::vector<std::string> power_sentences(std::span<const PlannedPower> all, std::size_t tests);
Value power_json(std::span<const PlannedPower> all, std::size_t tests);

}  // namespace xil
