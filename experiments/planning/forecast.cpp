#include "experiments/planning/forecast.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "analysis/comparison/unit.h"
#include "analysis/results/questions.h"
#include "experiments/planning/expected_marks.h"
#include "framework/core/catalogue/metrics.h"
#include "strategies/registry.h"

namespace xil {
namespace {

/// Whether a question can be answered of a run.
Marked is_measured(const ReportQuestion& question, const RunParams& run, const SetRecord* record) {
  const OracleParams& oracle = run.oracle;
  if (question.request.axis == CurveAxis::ExpertSeconds && oracle.expert != ExpertKind::Human) {
    if (oracle.look_s > 0) return Marked::Yes;
    return oracle.label_s > 0 || oracle.region_s > 0 ? Marked::Perhaps : Marked::No;
  }
  if (!find_metric(question.request.metric)->of_maps) return Marked::Yes;
  if (run.explain_items == 0) return Marked::No;
  const bool of_confounders = question.request.metric == "wrong_reason";
  if (record != nullptr) return (of_confounders ? record->confounders : record->defects) > 0 ? Marked::Yes : Marked::No;
  const ExpectedMarks marks = expected_marks(run.dataset);
  return of_confounders ? marks.confounders : marks.defects;
}

/// The runs of one data set.
struct PlannedSet {
  std::map<std::string, std::set<Unit>> units;  ///< of every strategy that has a curve
  std::vector<RunParams> runs;                  ///< one of every strategy
  const SetRecord* record = nullptr;
};

std::map<std::string, PlannedSet> sets_of(const RunList& runs, std::span<const LabelledRun> labels,
                                          const Catalog& catalog, const SetRecords& records) {
  std::map<std::string, PlannedSet> sets;
  std::map<std::pair<std::string, std::string>, bool> levels;  // strategies without a curve, by data set
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto [level, is_new] = levels.try_emplace({labels[i].dataset, labels[i].strategy});
    if (is_new) level->second = runs[i].rounds == 0 || catalog.traits(runs[i].strategy).labels_all;
    if (level->second) continue;
    PlannedSet& set = sets[labels[i].dataset];
    set.units[labels[i].strategy].insert(labels[i].unit());
    if (!is_new) continue;  // equal but for the unit
    if (set.runs.empty() && !records.empty()) {
      const auto record = records.find(set_key(runs[i].dataset));
      if (record != records.end()) set.record = &record->second;
    }
    set.runs.push_back(runs[i]);
  }
  return sets;
}

/// The tests of one question. Data sets on which nothing is measured are left out; one with a single strategy leaves
/// the question without any, as compare() refuses it.
TestFamily::Question planned_question(const ReportQuestion& question, const std::map<std::string, PlannedSet>& sets) {
  TestFamily::Question planned{describe(question.request)};
  for (const auto& [name, set] : sets) {
    Marked measured = Marked::No;
    for (const RunParams& run : set.runs) measured = std::max(measured, is_measured(question, run, set.record));
    if (measured == Marked::No) continue;
    const std::size_t strategies = set.units.size();
    if (strategies < 2) return {};
    planned.tests += strategies * (strategies - 1) / 2;
    planned.certain = planned.certain && measured == Marked::Yes;
  }
  return planned;
}

bool substitutes_within_class(const Sweep& sweep) {
  return std::ranges::any_of(sweep.runs.groups(), [](const RunParams& run) {
    const Value settled = normalised_parameters(run.strategy);
    const Value* from = settled.find("from");
    return from != nullptr && *from == Value(std::string("same"));
  });
}

}  // namespace

TestFamily planned_family(const RunList& runs, std::span<const LabelledRun> labels, const Catalog& catalog,
                          const SetRecords& records) {
  const std::map<std::string, PlannedSet> sets = sets_of(runs, labels, catalog, records);
  TestFamily family;
  for (const ReportQuestion& question : report_questions()) {
    auto planned = planned_question(question, sets);
    if (planned.tests > 0) family.questions.push_back(std::move(planned));
  }
  for (const auto& [name, set] : sets) {
    for (const auto& [strategy, units] : set.units)
      family.seeds = family.seeds == 0 ? units.size() : std::min(family.seeds, units.size());
  }
  return family;
}

std::vector<std::string> plan_notes(const Sweep& sweep) {
  std::vector<std::string> notes = sweep.notes;
  if (substitutes_within_class(sweep)) {
    notes.emplace_back(
        "'from: same' takes pixels from the same class: void against a confounder that goes with the "
        "class");
  }
  return notes;
}

std::string duration_text(double seconds) {
  if (seconds < 99.5) return fmt::format("{:.0f} s", seconds);
  if (seconds < 5940) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

std::string size_text(double bytes) {
  if (bytes < 1e6) return fmt::format("{:.0f} kB", std::ceil(bytes / 1e3));
  if (bytes < 1e9) return fmt::format("{:.0f} MB", bytes / 1e6);
  return fmt::format("{:.1f} GB", bytes / 1e9);
}

}  // namespace xil
