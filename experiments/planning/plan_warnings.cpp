#include "experiments/planning/plan_warnings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "experiments/planning/expected_marks.h"
#include "experiments/planning/forecast.h"
#include "framework/core/catalogue/datasets.h"
#include "framework/core/catalogue/metrics.h"
#include "framework/core/cost/cost.h"
#include "strategies/active.h"
#include "strategies/correction.h"

namespace xil {
namespace {

/// What is known of a run before it begins.
struct PlannedRun {
  const RunParams& run;
  StrategyTraits traits;
  ExpectedMarks marks;                 ///< of the set
  ExpectedMarks known;                 ///< what the expert knows: those, or the regions of classes
  const SetRecord* record;             ///< of its set; null: it has not been looked at
  const std::set<std::string>& asked;  ///< metrics that hypotheses ask of it
};

/// What is to be said of a run; empty: nothing.
struct Said {
  std::string what, mend = {};  ///< mend: in the place of the kind's remedy
};
using PlanRule = Said (*)(const PlannedRun&);

double share_of_two(double a, double b) { return a > 0 && b > 0 ? std::min(a, b) / std::max(a, b) : 0; }

bool may_judge(const PlannedRun& planned) {
  return planned.traits.judges_explanations && planned.run.oracle.expert == ExpertKind::Simulated &&
         planned.known.regions() != Marked::No;
}

/// Figures of the report that need maps which this run does not keep.
Said maps_not_kept(const PlannedRun& planned) {
  const RunParams& run = planned.run;
  const bool judged = planned.traits.judges_explanations && run.saliency == MapRetention::None;
  const bool held_out =
      planned.marks.regions() != Marked::No && run.explain_items > 0 && run.saliency != MapRetention::All;
  if (!judged && !held_out) return {};
  std::vector<std::string> figures;
  if (held_out) figures.emplace_back("gallery_* (maps of held-out items)");
  if (judged) figures.emplace_back("judged_* (maps of what the expert judged)");
  RunParams more = run;
  more.saliency = held_out ? MapRetention::All : MapRetention::Shown;
  const double bytes = expected_bytes(more, planned.traits) - expected_bytes(run, planned.traits);
  return {fmt::format("`saliency: {}` keeps no maps for {}: the report will lack {}", enum_name(run.saliency),
                      figures.size() > 1 ? "these figures" : "this figure", fmt::join(figures, " and ")),
          fmt::format("add `saliency: {}` under `fixed:` (about {} more a run) before the first run, since a run with "
                      "another `saliency` is another run",
                      enum_name(more.saliency), size_text(bytes))};
}

Said nothing_to_judge(const PlannedRun& planned) {
  if (!planned.traits.judges_explanations || planned.known.regions() != Marked::No) return {};
  return {"no item has a region, so that no explanation can be judged: the expert gives feedback on labels only"};
}

/// A threshold of the defect's score that no score can miss, or reach.
Said idle_threshold(const PlannedRun& planned) {
  const OracleParams& oracle = planned.run.oracle;
  if (!may_judge(planned)) return {};
  const bool defects = planned.known.defects != Marked::No, confounders = planned.known.confounders != Marked::No;
  const bool defect_never_wrong = !defects || oracle.verdict_threshold <= 0;
  const bool confounder_never_wrong = !confounders || oracle.confounder_threshold >= 1;
  if (defect_never_wrong && confounder_never_wrong)
    return {
        fmt::format("no explanation can be called wrong: under {} no score lies below the one threshold or above "
                    "the other",
                    verdict_text(oracle))};
  if (planned.record == nullptr || oracle.verdict != VerdictRule::Iou || !oracle.class_regions.empty()) return {};
  const double best = share_of_two(planned.record->median_defect, oracle.highlight);
  if (planned.record->defects == 0 || best >= oracle.verdict_threshold) return {};
  return {
      fmt::format("hardly an explanation can be called right: the median defect is {:.2g} % of its picture, and "
                  "with highlight: {} the best map of it has an IoU of {:.2g}, below verdict_threshold: {}",
                  100 * planned.record->median_defect, oracle.highlight, best, oracle.verdict_threshold)};
}

Said undefined_metrics(const PlannedRun& planned) {
  const std::vector<std::string> asked = metrics_asked_for(planned.run);
  const bool measured = planned.marks.regions() != Marked::No && planned.run.explain_items > 0;
  if (asked.empty() || measured) return {};
  return {
      fmt::format("{} will be undefined: they are measured on explained test items with a region, and there are none",
                  fmt::join(asked, ", "))};
}

/// Whether a set certainly lacks the marks that a metric is measured on.
bool lacks(const ExpectedMarks& marks, MeasuredOn on) {
  switch (on) {
    case MeasuredOn::AnyItem:
      return false;
    case MeasuredOn::Regions:
      return marks.regions() == Marked::No;
    case MeasuredOn::Defects:
      return marks.defects == Marked::No;
    case MeasuredOn::Confounders:
      return marks.confounders == Marked::No;
  }
  return false;
}

/// Hypotheses that nothing can answer.
Said undefined_hypotheses(const PlannedRun& planned) {
  std::vector<std::string> undefined;
  for (const std::string& name : planned.asked) {
    const MetricInfo& metric = *find_metric(name);
    if (lacks(planned.marks, metric.on) || (metric.of_maps && planned.run.explain_items == 0))
      undefined.push_back(name);
  }
  if (undefined.empty()) return {};
  return {
      fmt::format("hypotheses ask for {}, which will be undefined: no explained or test item has what {} measured on",
                  fmt::join(undefined, ", "), undefined.size() == 1 ? "it is" : "they are"),
      "ask for another metric, name the sets of the hypothesis by `dataset`, or mark what it measures"};
}

/// Region losses that weigh nothing, where no copies are made.
Said weightless_losses(const PlannedRun& planned) {
  const auto* corrects = dynamic_cast<const CorrectionParams*>(planned.run.strategy.params.typed().get());
  if (corrects == nullptr || corrects->correct.region_losses.empty() || planned.traits.marks_regions()) return {};
  return {"every region loss has weight 0 and no edited copy is made: the strategy learns from labels alone",
          "give a loss of `correct` a weight"};
}

/// Copies of which only marked confounders are edited, where none is marked.
Said nothing_to_edit(const PlannedRun& planned) {
  const auto* edits = dynamic_cast<const EditParams*>(planned.run.strategy.params.typed().get());
  if (edits == nullptr || !planned.traits.makes_copies() || !planned.traits.region_losses.empty()) return {};
  const EditRecipe& recipe = edits->recipe;
  if (recipe.wrong_region != WrongRegion::Whole || !edit_kind_info(recipe.kind).edits_region) return {};
  if (planned.known.confounders == Marked::Yes || planned.known.regions() == Marked::No) return {};
  return {fmt::format("`wrong_region: whole` edits marked confounders alone, and {}",
                      planned.known.confounders == Marked::No
                          ? "none is marked: no edited copy will be made, and the strategy learns from labels alone"
                          : "it is not known whether any is marked: without them no edited copy is made")};
}

double classes_of(const ComponentSpec& dataset) {
  const auto params = dataset_params(dataset);
  const auto count = [](const auto* set) { return static_cast<double>(std::max<std::size_t>(set->classes.size(), 2)); };
  if (const auto* manifest = dynamic_cast<const ManifestParams*>(params.get())) return count(manifest);
  if (const auto* annotated = dynamic_cast<const AnnotatedParams*>(params.get())) return count(annotated);
  return params->expected().classes;
}

/// Other measures of uncertainty that rank two classes' probabilities no otherwise.
Said same_measure(const PlannedRun& planned) {
  const auto* active = dynamic_cast<const ActiveParams*>(planned.run.strategy.params.typed().get());
  if (active == nullptr || active->measure == UncertaintyMeasure::LeastConfidence) return {};
  if (classes_of(planned.run.dataset) > 2) return {};
  return {fmt::format("with two classes `measure: {}` ranks items as least_confidence does: both are the same strategy",
                      enum_name(active->measure))};
}

Said idle_groups(const PlannedRun& planned) {
  if (!planned.traits.asks_groups || planned.marks.confounders != Marked::No) return {};
  return {"no item has a confounder, so that groups are the classes: the expert is asked for them in vain"};
}

constexpr std::array<std::pair<WarningKind, PlanRule>, 9> kPlanRules = {{
    {WarningKind::MapsNotKept, maps_not_kept},
    {WarningKind::NothingToJudge, nothing_to_judge},
    {WarningKind::IdleThreshold, idle_threshold},
    {WarningKind::UndefinedMetrics, undefined_metrics},
    {WarningKind::UndefinedMetrics, undefined_hypotheses},
    {WarningKind::NothingToEdit, nothing_to_edit},
    {WarningKind::NothingToEdit, weightless_losses},
    {WarningKind::SameMeasure, same_measure},
    {WarningKind::IdleGroups, idle_groups},
}};

const SetRecord* record_of(const ComponentSpec& dataset, const SetRecords& records) {
  if (records.empty()) return nullptr;
  const auto found = records.find(set_key(dataset));
  return found == records.end() ? nullptr : &found->second;
}

/// What is to be said of a run, by kind.
using SaidOf = std::vector<std::pair<WarningKind, Said>>;

/// The metrics that hypotheses ask of a run, by its id.
std::map<std::string, std::set<std::string>> asked_metrics(const Sweep& sweep) {
  std::map<std::string, std::set<std::string>> asked;
  for (const Hypothesis& hypothesis : sweep.hypotheses) {
    for (const HypothesisTest& test : hypothesis.tests) {
      for (const auto* runs : {&test.first_runs, &test.second_runs}) {
        for (const std::string& run_id : *runs) asked[run_id].insert(hypothesis.terms.metric);
      }
    }
  }
  return asked;
}

SaidOf said_of(const RunParams& run, const std::set<std::string>& asked, const Catalog& catalog,
               const SetRecords& records) {
  const SetRecord* record = record_of(run.dataset, records);
  const ExpectedMarks marks = expected_marks(run.dataset, record);
  const PlannedRun planned{run, catalog.traits(run.strategy), marks, known_marks(run.oracle, marks), record, asked};
  check_loss_regions(run, planned.traits, record);
  SaidOf all;
  for (const auto& [kind, rule] : kPlanRules) {
    if (Said said = rule(planned); !said.what.empty()) all.emplace_back(kind, std::move(said));
  }
  return all;
}

}  // namespace

std::vector<Warning> plan_warnings(const Sweep& sweep, std::span<const LabelledRun> labels, const Catalog& catalog,
                                   const SetRecords& records) {
  std::map<std::string, std::size_t> of_dataset;
  for (const LabelledRun& label : labels) ++of_dataset[label.dataset];
  std::map<std::tuple<WarningKind, std::string, std::string>, std::pair<Said, std::vector<WatchedRun>>> groups;
  auto asked = asked_metrics(sweep);
  std::map<std::pair<std::size_t, std::set<std::string>>, SaidOf> said;  // of runs that differ in their seeds only
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    const std::set<std::string>& metrics = asked[sweep.run_ids[i]];
    const auto [told, is_new] = said.try_emplace({sweep.runs.group(i), metrics});
    if (is_new) told->second = said_of(sweep.runs[i], metrics, catalog, records);
    for (const auto& [kind, sentence] : told->second) {
      auto& group = groups[{kind, labels[i].dataset, sentence.what}];
      group.first = sentence;
      group.second.push_back({labels[i].dataset, labels[i].strategy, sweep.run_ids[i], {}, {}});
    }
  }
  std::vector<Warning> warnings;
  for (const auto& [key, group] : groups) {
    std::vector<const WatchedRun*> runs;
    for (const WatchedRun& run : group.second) runs.push_back(&run);
    warnings.push_back(warning_about(std::get<0>(key), runs, of_dataset.at(std::get<1>(key)), group.first.what));
    if (!group.first.mend.empty()) warnings.back().mend = group.first.mend;
  }
  for (Warning& warning : set_warnings(sweep, labels, records)) warnings.push_back(std::move(warning));
  std::ranges::stable_sort(warnings, {}, &Warning::kind);
  return warnings;
}

std::vector<std::string> unknown_facts(const Sweep& sweep, std::span<const LabelledRun> labels,
                                       const SetRecords& records) {
  std::set<std::string> seen, datasets;
  for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
    const ComponentSpec& dataset = sweep.runs.groups()[sweep.runs.group(i)].dataset;
    if (!seen.insert(labels[i].dataset).second) continue;
    if (dataset_params(dataset)->image_set() != nullptr && record_of(dataset, records) == nullptr)
      datasets.insert(labels[i].dataset);
  }
  std::vector<std::string> notes;
  for (const std::string& dataset : datasets)
    notes.push_back(
        fmt::format("{}: which items have regions, and whether these are large enough for a map, is not known "
                    "before `xil data check` or the first `xil run`",
                    dataset));
  return notes;
}

}  // namespace xil
