#include <cmath>

#include "analysis/comparison/comparison_tables.h"

namespace xil {
namespace {

Value whole(std::size_t count) { return Value(static_cast<std::int64_t>(count)); }

/// JSON has no infinity and no NaN: null.
Value real(double value) { return std::isfinite(value) ? Value(value) : Value(); }

Value interval_json(const Interval& interval) { return Value(Value::List{real(interval.low), real(interval.high)}); }

Value texts(const std::vector<std::string>& sentences) {
  Value::List entries;
  for (const std::string& sentence : sentences) entries.emplace_back(sentence);
  return Value(std::move(entries));
}

Value summary_json(const StrategySummary& summary) {
  return Value(Value::Map{{"strategy", Value(summary.strategy)},
                          {"mean", real(summary.mean)},
                          {"mean_interval", interval_json(summary.mean_interval)},
                          {"interquartile_mean", real(summary.interquartile_mean)},
                          {"interquartile_interval", interval_json(summary.interquartile_interval)},
                          {"deviation", real(summary.deviation)},
                          {"mean_rank", real(summary.mean_rank)}});
}

Value pair_json(const PairComparison& pair) {
  return Value(Value::Map{{"better", Value(pair.better)},
                          {"worse", Value(pair.worse)},
                          {"difference", real(pair.difference)},
                          {"interval", interval_json(pair.interval)},
                          {"p", Value(pair.test.p)},
                          {"exact", Value(pair.test.exact)},
                          {"pairs_that_differ", whole(pair.test.pairs)},
                          {"undecided", whole(pair.undecided)},
                          {"adjusted_p", Value(pair.adjusted_p)},
                          {"claimed", Value(pair.claimed)},
                          {"rank_biserial", real(pair.test.rank_biserial)},
                          {"cliffs_delta", real(pair.cliffs_delta)},
                          {"probability_of_improvement", real(pair.improvement)},
                          {"deviation", real(pair.deviation)},
                          {"detectable_difference", pair.detectable ? Value(*pair.detectable) : Value()},
                          {"seeds_needed", pair.seeds_needed ? whole(*pair.seeds_needed) : Value()}});
}

Value dataset_json(const DatasetComparison& data) {
  Value::List strategies, pairs, seeds;
  for (const StrategySummary& summary : data.strategies) strategies.push_back(summary_json(summary));
  for (const PairComparison& pair : data.pairs) pairs.push_back(pair_json(pair));
  for (const std::int64_t seed : data.seeds) seeds.emplace_back(seed);
  const Value advice(Value::Map{
      {"smallest_p", Value(data.advice.smallest_p)},
      {"can_claim", Value(data.advice.can_claim)},
      {"seeds_for_any_claim", whole(data.advice.seeds_for_any_claim)},
      {"detectable_effect", data.advice.detectable_effect ? Value(*data.advice.detectable_effect) : Value()}});
  return Value(Value::Map{{"dataset", Value(data.dataset)},
                          {"claim", Value(data.claim)},
                          {"seeds", Value(std::move(seeds))},
                          {"strategies", Value(std::move(strategies))},
                          {"pairs", Value(std::move(pairs))},
                          {"advice", advice}});
}

Value overall_json(const OverallSummary& summary) {
  return Value(Value::Map{{"strategy", Value(summary.strategy)},
                          {"runs", whole(summary.runs)},
                          {"mean", real(summary.mean)},
                          {"mean_interval", interval_json(summary.mean_interval)},
                          {"interquartile_mean", real(summary.interquartile_mean)},
                          {"interquartile_interval", interval_json(summary.interquartile_interval)}});
}

Value overall_json(const OverallDifference& pair) {
  return Value(Value::Map{{"better", Value(pair.better)},
                          {"worse", Value(pair.worse)},
                          {"difference", real(pair.difference)},
                          {"interval", interval_json(pair.interval)},
                          {"probability_of_improvement", real(pair.improvement)}});
}

Value across_json(const AcrossDatasets& across) {
  Value::List summaries, differences;
  for (const OverallSummary& summary : across.summaries) summaries.push_back(overall_json(summary));
  for (const OverallDifference& pair : across.differences) differences.push_back(overall_json(pair));
  Value json(Value::Map{{"strategies", texts(across.strategies)},
                        {"summaries", Value(std::move(summaries))},
                        {"differences", Value(std::move(differences))},
                        {"refusals", texts(across.refusals)}});
  if (across.friedman) {
    Value::List ranks;
    for (const double rank : across.friedman->mean_ranks) ranks.emplace_back(rank);
    json.set("mean_ranks", Value(std::move(ranks)));
    json.set("chi_square", real(across.friedman->chi_square));
    json.set("p_chi_square", Value(across.friedman->p_chi_square));
    json.set("iman_davenport_f", real(across.friedman->f));
    json.set("p", Value(across.friedman->p));
    json.set("exact", Value(across.friedman->exact));
  }
  if (across.critical_difference) json.set("critical_difference", Value(*across.critical_difference));
  return json;
}

}  // namespace

Value comparison_json(const Comparison& comparison, const std::string& what) {
  Value::List datasets, penalties;
  for (const DatasetComparison& data : comparison.datasets) datasets.push_back(dataset_json(data));
  for (const auto& row : comparison.penalties) {
    Value::List counts;
    for (const std::size_t count : row) counts.push_back(whole(count));
    penalties.emplace_back(std::move(counts));
  }
  return Value(Value::Map{{"what", Value(what)},
                          {"level", Value(comparison.options.level)},
                          {"tests", whole(comparison.tests)},
                          {"datasets", Value(std::move(datasets))},
                          {"across", across_json(comparison.across)},
                          {"strategies", texts(comparison.strategies)},
                          {"penalties", Value(std::move(penalties))},
                          {"dropped", texts(comparison.dropped)}});
}

}  // namespace xil
