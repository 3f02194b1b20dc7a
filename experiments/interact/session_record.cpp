#include "experiments/interact/session_record.h"

#include <algorithm>
#include <span>

#include "framework/core/base/error.h"
#include "framework/core/base/json_value.h"

namespace xil {
namespace {

CardKey key_of(const Value& line) {
  const std::int64_t item = integer_of(line, "item");
  require(item >= 0 && item <= UINT32_MAX, "{} is no item", item);
  return {integer_of(line, "round"), static_cast<ItemId>(item), switch_of(line, "practice"),
          switch_of(line, "comparison"), line.find("occurrence") == nullptr ? 0 : integer_of(line, "occurrence")};
}

void add_key(Value& line, const CardKey& key) {
  line.set("round", Value(key.round));
  line.set("item", json_value(key.item));
  line.set("practice", Value(key.practice));
  line.set("comparison", Value(key.comparison));
  if (key.occurrence > 0) line.set("occurrence", Value(key.occurrence));
}

Value line_of(std::string_view kind, double time_unix) {
  return Value(Value::Map{{"kind", Value(std::string(kind))}, {"time_unix", Value(time_unix)}});
}

int small(const Value& line, std::string_view key) {
  const std::int64_t number = integer_of(line, key);
  require(number >= 0 && number <= 1'000'000, "'{}' is {}, which is out of range", key, number);
  return static_cast<int>(number);
}

}  // namespace

void SessionRecord::add(const Value& line) {
  const std::string& kind = text_of(line, "kind");
  if (kind == "shown") return show(line);
  if (kind == "event") return act(line);
  if (kind == "questionnaire") return fill_in(line);
  if (kind == "session") {
    return require(text_of(line, "run_id") == run_id_, "this is the session of run {}", text_of(line, "run_id"));
  }
  require(kind == "open", "'{}' is no kind of line of a session", kind);
  SessionEvent row;
  row.action = SessionAction::Open;
  row.time_unix = number_of(line, "time_unix");
  session_.events.push_back(row);
}

void SessionRecord::show(const Value& line) {
  const CardKey key = key_of(line);
  const CardRules rules{small(line, "predicted"), switch_of(line, "asks_reasons"), small(line, "classes"),
                        small(line, "height"), small(line, "width")};
  drafts_.insert_or_assign(key, Draft(key, rules));
  numbers_.try_emplace(key, static_cast<std::int64_t>(numbers_.size() + 1));
  if (!key.comparison) {  // it is asked anew, since the network now predicts otherwise
    std::erase_if(session_.answers, [&](const SessionAnswer& answer) {
      return CardKey{answer.round, answer.item, answer.practice, answer.comparison} == key;
    });
  }
  SessionEvent row;
  row.time_unix = number_of(line, "time_unix");
  row.round = key.round;
  row.item = key.item;
  row.practice = key.practice;
  row.action = SessionAction::Shown;
  row.value = rules.predicted;
  session_.events.push_back(row);
}

void SessionRecord::act(const Value& line) {
  const auto found = drafts_.find(key_of(line));
  require(found != drafts_.end(), "an event of an item that was not shown");
  Draft& draft = found->second;
  const PageEvent event = read_event(line);
  draft.check(event);
  draft.apply(event);
  session_.events.push_back(draft.row(event, number_of(line, "time_unix")));
  if (draft.is_closed()) session_.answers.push_back(draft.answer());
}

void SessionRecord::fill_in(const Value& line) {
  const std::string& name = text_of(line, "scale");
  const QuestionnaireScale* scale = find_scale(name);
  require(scale != nullptr, "there is no questionnaire '{}'", name);
  require(!has_questionnaire(name), "the questionnaire '{}' was filled in already", name);
  const Value* values = line.find("values");
  for (const std::string_view question : scale->questions) {
    const Value* value = values == nullptr ? nullptr : values->find(question);
    const double given = value == nullptr ? kUndefined : number_of(*values, question);
    require(value == nullptr || (given >= scale->least && given <= scale->most),
            "'{}' of '{}' is {}, which is out of range", question, name, given);
    session_.questionnaire.push_back({name, std::string(question), given});
  }
}

const Draft* SessionRecord::find(const CardKey& key) const {
  const auto found = drafts_.find(key);
  return found == drafts_.end() ? nullptr : &found->second;
}

const Draft* SessionRecord::find_number(std::int64_t number) const {
  const auto found = std::ranges::find(numbers_, number, [](const auto& entry) { return entry.second; });
  return found == numbers_.end() ? nullptr : find(found->first);
}

bool SessionRecord::has_questionnaire(std::string_view scale) const {
  return std::ranges::find(session_.questionnaire, scale, &QuestionnaireLine::scale) != session_.questionnaire.end();
}

std::int64_t SessionRecord::answers() const {
  return std::ranges::count_if(session_.answers, [](const SessionAnswer& a) { return !a.practice && !a.comparison; });
}

std::int64_t SessionRecord::unsure() const {
  return std::ranges::count_if(session_.answers,
                               [](const SessionAnswer& a) { return !a.practice && a.verdict == Verdict::Unsure; });
}

double SessionRecord::active_s() const {
  double sum = 0;
  for (const SessionAnswer& answer : session_.answers) sum += answer.practice ? 0 : answer.active_s();
  return sum;
}

Value opened_line(double time_unix) { return line_of("open", time_unix); }

Value shown_line(const CardKey& key, const CardRules& rules, double time_unix) {
  Value line = line_of("shown", time_unix);
  add_key(line, key);
  line.set("predicted", json_value(rules.predicted));
  line.set("asks_reasons", Value(rules.asks_reasons));
  line.set("classes", json_value(rules.classes));
  line.set("height", json_value(rules.height));
  line.set("width", json_value(rules.width));
  return line;
}

Value event_line(const CardKey& key, const PageEvent& event, double time_unix) {
  Value line = line_of("event", time_unix);
  add_key(line, key);
  const Value body = as_value(event);
  for (const auto& [name, value] : *body.get<Value::Map>()) line.set(name, value);
  return line;
}

Value session_line(const std::string& run_id, double time_unix) {
  Value line = line_of("session", time_unix);
  line.set("run_id", Value(run_id));
  return line;
}

Value questionnaire_line(std::string_view scale, const Value& values, double time_unix) {
  Value line = line_of("questionnaire", time_unix);
  line.set("scale", Value(std::string(scale)));
  if (values.get<Value::Map>() != nullptr) line.set("values", values);
  return line;
}

}  // namespace xil
