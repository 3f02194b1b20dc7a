#include "analysis/comparison/comparison_tables.h"
#include "framework/core/base/json_value.h"

namespace xil {
namespace {

Value interval_json(const Interval& interval) {
  return Value(Value::List{json_value(interval.low), json_value(interval.high)});
}

Value summary_json(const StrategySummary& summary) {
  return Value(Value::Map{{"strategy", Value(summary.strategy)},
                          {"mean", json_value(summary.mean)},
                          {"mean_interval", interval_json(summary.mean_interval)},
                          {"interquartile_mean", json_value(summary.interquartile_mean)},
                          {"interquartile_interval", interval_json(summary.interquartile_interval)},
                          {"deviation", json_value(summary.deviation)},
                          {"mean_rank", json_value(summary.mean_rank)}});
}

Value pair_json(const PairComparison& pair) {
  return Value(Value::Map{{"better", Value(pair.better)},
                          {"worse", Value(pair.worse)},
                          {"difference", json_value(pair.difference)},
                          {"interval", interval_json(pair.interval)},
                          {"p", Value(pair.test.p)},
                          {"exact", Value(pair.test.exact)},
                          {"pairs_that_differ", json_value(pair.test.pairs)},
                          {"undecided", json_value(pair.undecided)},
                          {"adjusted_p", Value(pair.adjusted_p)},
                          {"below_level", Value(pair.claimed)},
                          {"claimed", Value(pair.claimed)},  // the earlier name, which scripts read
                          {"rank_biserial", json_value(pair.test.rank_biserial)},
                          {"cliffs_delta", json_value(pair.cliffs_delta)},
                          {"probability_of_improvement", json_value(pair.improvement)},
                          {"deviation", json_value(pair.deviation)},
                          {"detectable_difference", json_value(pair.detectable)},
                          {"seeds_needed", json_value(pair.seeds_needed)}});
}

Value dataset_json(const DatasetComparison& data) {
  const Value advice(Value::Map{{"smallest_p", Value(data.advice.smallest_p)},
                                {"can_be_below_level", Value(data.advice.can_claim)},
                                {"seeds_for_any_below_level", json_value(data.advice.seeds_for_any_claim)},
                                {"can_claim", Value(data.advice.can_claim)},
                                {"seeds_for_any_claim", json_value(data.advice.seeds_for_any_claim)},
                                {"detectable_effect", json_value(data.advice.detectable_effect)}});
  Value json(Value::Map{{"dataset", Value(data.dataset)},
                        {"finding", Value(data.claim)},
                        {"claim", Value(data.claim)},  // as above
                        {"seeds", json_list(data.units, [](const Unit& unit) { return Value(unit.seed); })},
                        {"strategies", json_list(data.strategies, summary_json)},
                        {"pairs", json_list(data.pairs, pair_json)},
                        {"advice", advice}});
  if (!has_experts(data.units)) return json;
  json.set("unit", Value(std::string("expert x seed")));
  json.set("experts", json_list(data.units, [](const Unit& unit) { return text_or_null(unit.expert); }));
  return json;
}

Value overall_summary_json(const OverallSummary& summary) {
  return Value(Value::Map{{"strategy", Value(summary.strategy)},
                          {"runs", json_value(summary.runs)},
                          {"mean", json_value(summary.mean)},
                          {"mean_interval", interval_json(summary.mean_interval)},
                          {"interquartile_mean", json_value(summary.interquartile_mean)},
                          {"interquartile_interval", interval_json(summary.interquartile_interval)}});
}

Value overall_difference_json(const OverallDifference& pair) {
  return Value(Value::Map{{"better", Value(pair.better)},
                          {"worse", Value(pair.worse)},
                          {"difference", json_value(pair.difference)},
                          {"interval", interval_json(pair.interval)},
                          {"probability_of_improvement", json_value(pair.improvement)}});
}

Value across_json(const AcrossDatasets& across) {
  Value json(Value::Map{{"strategies", json_value(across.strategies)},
                        {"summaries", json_list(across.summaries, overall_summary_json)},
                        {"differences", json_list(across.differences, overall_difference_json)},
                        {"refusals", json_value(across.refusals)}});
  if (across.friedman) {
    json.set("mean_ranks", json_value(across.friedman->mean_ranks));
    json.set("chi_square", json_value(across.friedman->chi_square));
    json.set("p_chi_square", Value(across.friedman->p_chi_square));
    json.set("iman_davenport_f", json_value(across.friedman->f));
    json.set("p", Value(across.friedman->p));
    json.set("exact", Value(across.friedman->exact));
    json.set("permutations", Value(static_cast<std::int64_t>(across.friedman->permutations)));
    json.set("p_error", Value(across.friedman->p_error));
  }
  if (across.critical_difference) json.set("critical_difference", Value(*across.critical_difference));
  return json;
}

}  // namespace

Value comparison_json(const Comparison& comparison, const std::string& what) {
  return Value(Value::Map{{"what", Value(what)},
                          {"exploratory", Value(true)},
                          {"level", Value(comparison.options.level)},
                          {"tests", json_value(comparison.tests)},
                          {"datasets", json_list(comparison.datasets, dataset_json)},
                          {"across", across_json(comparison.across)},
                          {"strategies", json_value(comparison.strategies)},
                          {"penalties", json_value(comparison.penalties)},
                          {"dropped", json_value(comparison.dropped)}});
}

}  // namespace xil
