#include <cmath>

#include "analysis/planned/answers.h"
#include "framework/core/base/json_value.h"

namespace xil {
namespace {

Value units_json(const std::vector<Unit>& units) {
  return json_list(units, [](const Unit& unit) { return Value(unit.text()); });
}

Value look_json(const LookState& look, const std::vector<std::size_t>& planned) {
  return Value(Value::Map{{"planned", json_value(planned)},
                          {"reached", json_value(look.reached)},
                          {"seeds", json_value(look.used)},
                          {"next", look.next > 0 ? json_value(look.next) : Value()},
                          {"p", Value(look.p)},
                          {"bound", Value(look.bound)},
                          {"unused_pairs", json_value(look.unused)}});
}

Value terms_json(const AskedTest& asked) {
  const HypothesisTerms& terms = asked.terms;
  return Value(Value::Map{{"number", json_value(asked.number)},
                          {"kind", json_value(terms.kind)},
                          {"dataset", Value(asked.dataset)},
                          {"first", Value(asked.first)},
                          {"second", Value(asked.second)},
                          {"metric", Value(terms.metric)},
                          {"of", json_value(terms.of)},
                          {"over", json_value(terms.over)},
                          {"margin", terms.margin > 0 ? Value(terms.margin) : Value()},
                          {"sides", json_value(terms.sides)},
                          {"planned_pairs", json_value(asked.units.size())},
                          {"planned", Value(asked.planned())},
                          {"why_exploratory", text_or_null(asked.exploratory)}});
}

Value pooled_json(const PooledAnswer& one) {
  const PooledDifference& pooled = one.pooled;
  return Value(
      Value::Map{{"number", json_value(one.number)},
                 {"statement", Value(one.statement)},
                 {"datasets", json_value(one.datasets)},
                 {"difference", json_value(pooled.estimate)},
                 {"interval", Value(Value::List{json_value(pooled.interval.low), json_value(pooled.interval.high)})},
                 {"deviation_between_datasets", json_value(pooled.tau)},
                 {"of_dataset", json_value(pooled.of_dataset)}});
}

}  // namespace

Value answer_json(const HypothesisAnswer& answer) {
  Value json = terms_json(answer.asked);
  const RopeProbabilities& shares = answer.probabilities;
  Value::Map more = {
      {"statement", Value(answer.statement)},
      {"outcome", json_value(answer.outcome)},
      {"sentence", Value(answer.sentence)},
      {"pairs", json_value(answer.units.size())},
      {"missing", json_value(answer.missing)},
      {"first_mean", json_value(answer.first_mean)},
      {"second_mean", json_value(answer.second_mean)},
      {"mean_difference", json_value(answer.mean)},
      {"deviation", json_value(answer.deviation)},
      {"difference", json_value(answer.estimate)},
      {"interval", Value(Value::List{json_value(answer.interval.low), json_value(answer.interval.high)})},
      {"confidence", Value(answer.confidence)},
      {"p", json_value(answer.p)},
      {"adjusted_p", json_value(answer.adjusted_p)},
      {"exact", Value(answer.exact)},
      {"probability_second", json_value(shares.left)},
      {"probability_equal", json_value(shares.equal)},
      {"probability_first", json_value(shares.right)},
      {"seeds", units_json(answer.units)},
      {"differences", json_value(answer.differences)},
      {"look", answer.look ? look_json(*answer.look, answer.asked.looks) : Value()},
      {"seeds_for_80", json_value(answer.seeds_for_80)},
      {"seeds_for_95", json_value(answer.seeds_for_95)}};
  for (auto& [key, value] : more) json.set(key, std::move(value));
  return json;
}

Value answers_json(const HypothesisAnswers& all) {
  return Value(Value::Map{{"level", Value(kPlannedLevel)},
                          {"tests", json_value(all.tests)},
                          {"family", text_or_null(family_sentence(all))},
                          {"answers", json_list(all.answers, answer_json)},
                          {"pooled", json_list(all.pooled, pooled_json)},
                          {"notes", json_value(all.notes)}});
}

}  // namespace xil
