#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/pilot/pilot_sections.h"
#include "experiments/pilot/settings_choice.h"
#include "experiments/pilot/short_run.h"
#include "framework/core/base/value.h"

namespace xil {

/// Sizes of the regions of the pool items, as shares of the picture.
struct RegionQuantiles {
  std::size_t items = 0;
  double tenth = kUndefined, median = kUndefined, nine_tenths = kUndefined;
};

struct FamilyReport {
  std::string name;
  std::size_t runs = 0;
  std::vector<NetworkStage> stages;    ///< without the networks' states
  std::int64_t judged = 0, wrong = 0;  ///< looks of the short run, by the sweep's own thresholds
};

/// An explainer that was tried.
struct TrialReport {
  std::string name;  ///< "as the sweep has it", "p .7, fill mean", "grid 12"
  RiseParams params;
  std::vector<MapsOfCount> counts;
  std::vector<RuleChoice> rules;  ///< in the order of VerdictRule
};

/// A line to paste into the sweep, and why.
struct SuggestedLine {
  std::string key, value, reason;
};

/// What a pilot found out about one section.
struct SectionReport {
  std::string name;
  std::vector<std::string> class_names;
  std::size_t pool = 0;
  RegionQuantiles defect, confounder;
  int height = 0, width = 0;
  double highlight = 0.1;
  bool judges = false;
  OracleParams oracle;  ///< the sweep's own
  std::vector<FamilyReport> families;
  std::vector<SpreadCell> spread;
  std::size_t spread_items = 0;
  std::vector<TrialReport> trials;          ///< the sweep's own explainer first
  std::optional<VerdictForecast> as_it_is;  ///< of the sweep's own settings
  std::optional<std::size_t> trial, rule;   ///< those that are suggested
  std::vector<SuggestedLine> lines;
  std::vector<std::string> reasons;  ///< why there are no settings; empty if there are
  std::vector<std::string> notes;
  double seconds = 0;
};

/// Chooses among the trials, and fills lines, reasons and notes.
void suggest(SectionReport& report);

/// A threshold, and the shares of the maps' scores that it calls wrong: of all, and per class.
struct ThresholdRow {
  double threshold = 0, all = kUndefined;
  std::vector<double> classes;
};
/// Rows for the round thresholds that some of the scores lie below, and some above; for defects a score below the
/// threshold is wrong, for confounders one above it.
std::vector<ThresholdRow> threshold_rows(std::span<const JudgedItem> items, bool confounder, VerdictRule rule,
                                         std::size_t classes);
/// Of one region's scores: the 10, 25, 50, 75 and 90 % quantiles; empty without scores.
std::vector<double> score_quantiles(std::span<const JudgedItem> items, bool confounder);
/// The median score that a map would get which tells nothing: of mass the region's share of the picture, and as much
/// is the chance to hit it; of iou what so many highlighted pixels share with the region if they lie anywhere.
double blind_score(std::span<const JudgedItem> items, bool confounder, VerdictRule rule, double highlight);

std::string to_text(const SectionReport& report);
Value to_json_value(const SectionReport& report);

}  // namespace xil
