#include "experiments/pilot/section_report.h"
#include "framework/core/base/json_value.h"

namespace xil {
namespace {

Value sizes_json(const RegionQuantiles& sizes) {
  return Value(Value::Map{{"items", json_value(sizes.items)},
                          {"share_10", Value(sizes.tenth)},
                          {"share_median", Value(sizes.median)},
                          {"share_90", Value(sizes.nine_tenths)}});
}

Value stage_json(const NetworkStage& stage) {
  return Value(Value::Map{{"round", Value(stage.round)},
                          {"shown", Value(stage.shown)},
                          {"labelled", Value(stage.labelled)},
                          {"recall", json_value(stage.recall)},
                          {"would_be_judged", json_value(stage.probes.size())},
                          {"of_the_next", Value(stage.looked_at)}});
}

Value family_json(const FamilyReport& family) {
  return Value(Value::Map{{"name", Value(family.name)},
                          {"runs", json_value(family.runs)},
                          {"stages", json_list(family.stages, stage_json)},
                          {"judged_looks", Value(family.judged)},
                          {"wrong_looks", Value(family.wrong)}});
}

Value spread_json(const SpreadCell& cell) {
  return Value(Value::Map{{"p", Value(cell.p)},
                          {"fill", json_value(cell.fill)},
                          {"median_sd", Value(cell.median)},
                          {"share_below_0.1", Value(cell.noise)}});
}

Value forecast_json(const VerdictForecast& forecast) {
  return Value(Value::Map{{"verdict_threshold", Value(forecast.thresholds.defect)},
                          {"confounder_threshold", Value(forecast.thresholds.confounder)},
                          {"judged", json_value(forecast.judged)},
                          {"wrong", Value(forecast.share)},
                          {"wrong_lowest", Value(forecast.lowest)},
                          {"wrong_highest", Value(forecast.highest)},
                          {"changed", Value(forecast.flips)},
                          {"as_by_size", Value(forecast.by_size)}});
}

Value choice_json(const RuleChoice& choice) {
  Value json = forecast_json(choice.forecast);
  json.set("verdict", json_value(choice.rule));
  json.set("masks", Value(choice.masks));
  json.set("trouble", text_or_null(choice.trouble));
  json.set("caution", text_or_null(choice.caution));
  return json;
}

Value row_json(const ThresholdRow& row) {
  return Value(Value::Map{
      {"threshold", Value(row.threshold)}, {"wrong", Value(row.all)}, {"wrong_per_class", json_value(row.classes)}});
}

Value scores_json(const SectionReport& report, const MapsOfCount& count, VerdictRule rule, bool confounder) {
  const auto& items = count.of(rule);
  const auto rows = threshold_rows(items, confounder, rule, report.class_names.size());
  return Value(Value::Map{{"verdict", json_value(rule)},
                          {"region", Value(std::string(confounder ? "confounder" : "defect"))},
                          {"blind", Value(blind_score(items, confounder, rule, report.highlight))},
                          {"quantiles", json_value(score_quantiles(items, confounder))},
                          {"thresholds", json_list(rows, row_json)}});
}

Value count_json(const SectionReport& report, const MapsOfCount& count) {
  Value::List scores, changed;
  for (std::size_t r = 0; r < kVerdictRules; ++r) {
    const auto rule = static_cast<VerdictRule>(r);
    const auto found = choose_thresholds(count.of(rule), rule);
    changed.push_back(found ? Value(found->flips) : Value());
    for (const bool confounder : {false, true}) scores.push_back(scores_json(report, count, rule, confounder));
  }
  return Value(Value::Map{{"masks", Value(count.masks)},
                          {"correlation", Value(count.correlation)},
                          {"changed_verdicts", Value(std::move(changed))},
                          {"scores", Value(std::move(scores))}});
}

Value trial_json(const SectionReport& report, const TrialReport& trial) {
  return Value(Value::Map{
      {"name", Value(trial.name)},
      {"explainer", to_value(trial.params)},
      {"counts", json_list(trial.counts, [&](const MapsOfCount& count) { return count_json(report, count); })},
      {"rules", json_list(trial.rules, choice_json)}});
}

Value line_json(const SuggestedLine& line) {
  return Value(Value::Map{{"key", Value(line.key)}, {"value", Value(line.value)}, {"reason", Value(line.reason)}});
}

}  // namespace

Value to_json_value(const SectionReport& report) {
  Value json(Value::Map{
      {"name", Value(report.name)},
      {"classes", json_value(report.class_names)},
      {"pool", json_value(report.pool)},
      {"judges", Value(report.judges)},
      {"defects", sizes_json(report.defect)},
      {"confounders", sizes_json(report.confounder)},
      {"families", json_list(report.families, family_json)},
      {"spread", json_list(report.spread, spread_json)},
      {"trials", json_list(report.trials, [&](const TrialReport& trial) { return trial_json(report, trial); })},
      {"as_it_is", report.as_it_is ? forecast_json(*report.as_it_is) : Value()}});
  json.set("suggested", report.trial ? choice_json(report.trials[*report.trial].rules[*report.rule]) : Value());
  json.set("lines", json_list(report.lines, line_json));
  json.set("reasons", json_value(report.reasons));
  json.set("notes", json_value(report.notes));
  return json;
}

}  // namespace xil
