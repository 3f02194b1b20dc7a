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

Value progress_json(const SessionFacts& facts, const SessionState& state, const SessionRecord& record) {
  const std::int64_t done = record.answers();
  return Value(Value::Map{{"round", Value(state.round)},
                          {"rounds", Value(facts.rounds)},
                          {"done_in_round", Value(state.done_in_round)},
                          {"of_round", Value(state.of_round)},
                          {"done", Value(done)},
                          // Neighbours on top of the queries are not known before.
                          {"total", Value(std::max(facts.rounds * facts.query_batch, done))},
                          {"unsure", Value(record.unsure())},
                          {"practice_done", Value(state.practice_done)},
                          {"practice_total", Value(facts.oracle.practice)}});
}

Value working_json(const SessionState& state) {
  if (state.phase != SessionPhase::Working) return {};
  const double since_s = std::chrono::duration<double>(SessionState::Clock::now() - state.since).count();
  return Value(Value::Map{
      {"step", Value(state.step)}, {"since_s", Value(since_s)}, {"expected_s", json_value(state.expected_s)}});
}

/// By Verdict.
constexpr std::array<std::string_view, EnumNames<Verdict>::names.size()> kVerdictKeys = {
    "wrong_labels", "wrong_reasons", "right_reasons", "not_judged", "unsure"};

Value round_json(const std::optional<RoundOutcome>& outcome) {
  if (!outcome) return {};
  Value json(Value::Map{{"round", Value(outcome->round)},
                        {"accuracy", number_or_null(outcome->accuracy)},
                        {"accuracy_before", number_or_null(outcome->accuracy_before)},
                        {"labels", Value(outcome->labels)},
                        {"edits", Value(outcome->edits)},
                        {"region_losses", Value(outcome->region_losses)}});
  for (std::size_t i = 0; i < kVerdictKeys.size(); ++i) json.set(kVerdictKeys[i], Value(outcome->verdicts[i]));
  return json;
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
  for (const Verdict verdict : kLabellingVerdicts) {
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

Value question_json(const SessionFacts& facts, const SessionRecord& record, const Card& card) {
  const Draft& draft = *record.find(card.key);
  const bool map = shows_map(facts, card, draft);
  return Value(Value::Map{{"id", Value(record.number_of_card(card.key))},
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
  return Value(Value::Map{{"scale", Value(state.scale)},
                          {"questions", json_list(find_scale(state.scale)->questions,
                                                  [](std::string_view question) { return json_value(question); })}});
}

Value summary_json(const SessionState& state, const SessionRecord& record) {
  if (state.phase != SessionPhase::Finished) return {};
  return Value(Value::Map{{"answers", Value(record.answers())},
                          {"unsure", Value(record.unsure())},
                          {"active_s", Value(record.active_s())},
                          {"run_file", Value(state.run_file)}});
}

}  // namespace

bool shows_map(const SessionFacts& facts, const Card& card, const Draft& draft) {
  if (card.explanation == nullptr || facts.oracle.maps == MapDisplay::Hidden) return false;
  return facts.oracle.maps == MapDisplay::Shown || draft.label().has_value();
}

Value state_json(const SessionFacts& facts, const SessionState& state, const std::string& client,
                 const SessionRecord& record, const Card* card) {
  return Value(Value::Map{{"version", Value(state.version)},
                          {"client", Value(client)},
                          {"phase", json_value(enum_name(state.phase))},
                          {"error", text_or_null(state.error)},
                          {"session", facts_json(facts)},
                          {"progress", progress_json(facts, state, record)},
                          {"working", working_json(state)},
                          {"last_round", round_json(state.last_round)},
                          {"question", card == nullptr ? Value() : question_json(facts, record, *card)},
                          {"questionnaire", questionnaire_json(state)},
                          {"summary", summary_json(state, record)}});
}

}  // namespace xil
