#include "experiments/interact/session_state.h"

#include <algorithm>
#include <cmath>

#include "framework/core/base/json_value.h"

namespace xil {
namespace {

constexpr std::int64_t kIdleAfter_s = 20;

/// JSON has no NaN.
Value number_or_null(double value) { return std::isfinite(value) ? Value(value) : Value(); }

Value facts_json(const SessionFacts& facts) {
  return Value(Value::Map{{"expert", Value(facts.expert)},
                          {"dataset", Value(facts.dataset)},
                          {"strategy", Value(facts.strategy)},
                          {"classes", json_value(facts.classes)},
                          {"height", json_value(facts.height)},
                          {"width", json_value(facts.width)},
                          {"channels", json_value(facts.channels)},
                          {"maps", json_value(enum_name(facts.oracle.maps))},
                          {"accuracy", json_value(enum_name(facts.oracle.accuracy))},
                          {"near", Value(facts.oracle.near)},
                          {"idle_after_s", Value(kIdleAfter_s)}});
}

Value progress_json(const SessionFacts& facts, const SessionState& state) {
  return Value(Value::Map{{"round", Value(state.round)},
                          {"rounds", Value(facts.rounds)},
                          {"done_in_round", Value(state.done_in_round)},
                          {"of_round", Value(state.of_round)},
                          {"done", Value(state.done)},
                          // Neighbours on top of the queries are not known before.
                          {"total", Value(std::max(facts.rounds * facts.query_batch, state.done))},
                          {"unsure", Value(state.unsure)},
                          {"practice_done", Value(state.practice_done)},
                          {"practice_total", Value(facts.oracle.practice)}});
}

Value working_json(const SessionState& state) {
  if (state.phase != SessionPhase::Working) return {};
  const double since_s = std::chrono::duration<double>(SessionState::Clock::now() - state.since).count();
  return Value(Value::Map{
      {"step", Value(state.step)}, {"since_s", Value(since_s)}, {"expected_s", json_value(state.expected_s)}});
}

Value round_json(const std::optional<RoundOutcome>& outcome) {
  if (!outcome) return {};
  return Value(Value::Map{{"round", Value(outcome->round)},
                          {"accuracy", json_value(outcome->accuracy)},
                          {"accuracy_before", json_value(outcome->accuracy_before)},
                          {"labels", Value(outcome->labels)},
                          {"edits", Value(outcome->edits)},
                          {"region_losses", Value(outcome->region_losses)},
                          {"wrong_labels", Value(outcome->wrong_labels)},
                          {"wrong_reasons", Value(outcome->wrong_reasons)},
                          {"right_reasons", Value(outcome->right_reasons)},
                          {"not_judged", Value(outcome->not_judged)},
                          {"unsure", Value(outcome->unsure)}});
}

Value class_or_null(int label) { return label == kNoLabel ? Value() : json_value(label); }

Value draft_json(const Draft& draft) {
  Value::List strokes;
  for (const Stroke& stroke : draft.strokes()) {
    strokes.push_back(
        Value(Value::Map{{"target", json_value(enum_name(stroke.target))}, {"rle", json_value(stroke.lengths)}}));
  }
  const auto& reasons = draft.reasons();
  return Value(Value::Map{{"seq", Value(draft.seq())},
                          {"label", class_or_null(draft.label().value_or(kNoLabel))},
                          {"reasons", reasons ? json_value(enum_name(*reasons)) : Value()},
                          {"note", Value(draft.note())},
                          {"strokes", Value(std::move(strokes))},
                          {"at", json_value(draft.strokes_done())}});
}

Value near_json(const Card& card, bool with_maps) {
  Value::List list;
  for (std::size_t i = 0; i < card.near.size(); ++i) {
    const ItemBeside& near = card.near[i];
    list.push_back(Value(Value::Map{{"slot", json_value(i + 1)},
                                    {"reason", json_value(enum_name(near.reason))},
                                    {"predicted", json_value(near.predicted)},
                                    {"probability", number_or_null(near.probability)},
                                    {"label", class_or_null(near.given_label)},
                                    {"similarity", number_or_null(near.similarity)},
                                    {"map", Value(with_maps)}}));
  }
  return Value(std::move(list));
}

/// The regions that the strategy makes use of, by verdict.
Value marks_json(const Card& card) {
  Value::Map marks;
  for (const Verdict verdict :
       {Verdict::WrongLabel, Verdict::WrongReasons, Verdict::RightReasons, Verdict::NotJudged}) {
    Value::List kinds;
    if (std::ranges::find(card.verdicts_marking, verdict) != card.verdicts_marking.end()) {
      for (const std::string_view kind : EnumNames<RegionKind>::names) kinds.push_back(json_value(kind));
    }
    marks.emplace_back(enum_name(verdict), Value(std::move(kinds)));
  }
  return Value(std::move(marks));
}

std::string_view kind_of(const Card& card) {
  if (card.key.comparison) return "compare";
  return card.rules.asks_reasons ? "judge" : "label";
}

/// The slot of the query that the item is a neighbour of.
Value query_slot(const Card& card) {
  const auto query = std::ranges::find(card.near, Reason::Query, &ItemBeside::reason);
  return query == card.near.end() ? Value() : json_value(query - card.near.begin() + 1);
}

Value question_json(const SessionFacts& facts, std::int64_t number, const Card& card, const Draft& draft) {
  const bool map = shows_map(facts, card, draft);
  return Value(Value::Map{{"id", Value(number)},
                          {"kind", json_value(kind_of(card))},
                          {"practice", Value(card.key.practice)},
                          {"reason", json_value(enum_name(card.reason))},
                          {"similarity", number_or_null(card.similarity)},
                          {"of_slot", query_slot(card)},
                          {"predicted", json_value(card.rules.predicted)},
                          {"probability", number_or_null(card.probability)},
                          {"map", Value(map)},
                          {"marks", marks_json(card)},
                          {"highlighted", map ? json_value(card.highlighted) : Value()},
                          {"near", near_json(card, map)},
                          {"given_label", class_or_null(card.given_label)},
                          {"draft", draft_json(draft)}});
}

Value questionnaire_json(const SessionState& state) {
  if (state.phase != SessionPhase::Questionnaire) return {};
  const auto text = [](std::string_view question) { return json_value(question); };
  return Value(Value::Map{
      {"scale", Value(state.scale)},
      {"questions", state.scale == "tlx" ? json_list(kTlxQuestions, text) : json_list(kSusQuestions, text)}});
}

Value summary_json(const SessionState& state) {
  if (state.phase != SessionPhase::Finished) return {};
  return Value(Value::Map{{"answers", Value(state.done)},
                          {"unsure", Value(state.unsure)},
                          {"active_s", Value(state.active_s)},
                          {"run_file", Value(state.run_file)}});
}

}  // namespace

bool shows_map(const SessionFacts& facts, const Card& card, const Draft& draft) {
  if (card.explanation == nullptr || facts.oracle.maps == MapDisplay::Hidden) return false;
  return facts.oracle.maps == MapDisplay::Shown || draft.label().has_value();
}

Value state_json(const SessionFacts& facts, const SessionState& state, const std::string& client, std::int64_t number,
                 const Card* card, const Draft* draft) {
  return Value(Value::Map{{"version", Value(state.version)},
                          {"client", Value(client)},
                          {"phase", json_value(enum_name(state.phase))},
                          {"error", text_or_null(state.error)},
                          {"session", facts_json(facts)},
                          {"progress", progress_json(facts, state)},
                          {"working", working_json(state)},
                          {"last_round", round_json(state.last_round)},
                          {"question", card == nullptr ? Value() : question_json(facts, number, *card, *draft)},
                          {"questionnaire", questionnaire_json(state)},
                          {"summary", summary_json(state)}});
}

}  // namespace xil
