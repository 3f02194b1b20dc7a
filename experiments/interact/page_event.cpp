#include "experiments/interact/page_event.h"

#include <algorithm>
#include <cmath>

#include "framework/core/base/error.h"
#include "framework/core/base/json_value.h"

namespace xil {
namespace {

constexpr std::size_t kLongestText = 8000;  // bytes
constexpr std::size_t kLongestTool = 20;
constexpr std::size_t kMostRuns = 1 << 22;
constexpr double kLongest_s = 7 * 24 * 3600;

template <class T>
const T& member(const Value& body, std::string_view key, std::string_view kind) {
  const Value* value = body.find(key);
  const T* content = value == nullptr ? nullptr : value->get<T>();
  require(content != nullptr, "an event needs '{}': {}", key, kind);
  return *content;
}

template <class E>
E choice_of(const Value& body, std::string_view key) {
  const auto& names = EnumNames<E>::names;
  const auto found = std::ranges::find(names, std::string_view(text_of(body, key)));
  require(found != names.end(), "an event does not know '{}' as '{}'", text_of(body, key), key);
  return static_cast<E>(found - names.begin());
}

double seconds_of(const Value& body, std::string_view key) {
  const double seconds = number_of(body, key);
  require(seconds >= 0 && seconds <= kLongest_s, "'{}' of an event must be from 0 to {} s", key, kLongest_s);
  return seconds;
}

std::vector<std::int64_t> runs_of(const Value& body) {
  const auto& list = member<Value::List>(body, "rle", "the run lengths of a region");
  require(list.size() <= kMostRuns, "'rle' of an event has {} runs, more than any picture", list.size());
  std::vector<std::int64_t> runs;
  for (const Value& entry : list) {
    const auto* length = entry.get<std::int64_t>();
    require(length != nullptr, "'rle' of an event must be a list of integers");
    runs.push_back(*length);
  }
  return runs;
}

}  // namespace

const std::string& text_of(const Value& body, std::string_view key) {
  const auto& text = member<std::string>(body, key, "a text");
  require(text.size() <= kLongestText, "'{}' of an event is longer than {} bytes", key, kLongestText);
  return text;
}

std::int64_t integer_of(const Value& body, std::string_view key) {
  return member<std::int64_t>(body, key, "an integer");
}

bool switch_of(const Value& body, std::string_view key) { return member<bool>(body, key, "true or false"); }

double number_of(const Value& body, std::string_view key) {
  const Value* value = body.find(key);
  if (value != nullptr && value->get<std::int64_t>() != nullptr)
    return static_cast<double>(*value->get<std::int64_t>());
  return member<double>(body, key, "a number");
}

Value as_value(const PageEvent& event) {
  Value body(Value::Map{{"client", Value(event.client)},
                        {"question", Value(event.question)},
                        {"seq", Value(event.seq)},
                        {"action", json_value(enum_name(event.action))},
                        {"active_s", Value(event.active_s)},
                        {"idle_s", Value(event.idle_s)}});
  if (event.action == SessionAction::Label) body.set("label", json_value(event.label));
  if (event.action == SessionAction::Reasons) body.set("reasons", json_value(enum_name(event.reasons)));
  if (event.action == SessionAction::Note) body.set("note", Value(event.note));
  if (event.action == SessionAction::MapSwitch) body.set("on", Value(event.on));
  if (event.action == SessionAction::Stroke) {
    body.set("target", json_value(enum_name(event.target)));
    if (!event.tool.empty()) body.set("tool", Value(event.tool));
    body.set("rle", json_value(event.rle));
  }
  return body;
}

PageEvent read_event(const Value& body) {
  PageEvent event;
  event.client = text_of(body, "client");
  event.question = integer_of(body, "question");
  event.seq = integer_of(body, "seq");
  require(event.seq >= 1 && event.question >= 0, "'seq' counts from 1, and 'question' is not negative");
  event.action = choice_of<SessionAction>(body, "action");
  event.active_s = seconds_of(body, "active_s");
  event.idle_s = seconds_of(body, "idle_s");
  switch (event.action) {
    case SessionAction::Label: {
      const std::int64_t label = integer_of(body, "label");
      require(label >= 0 && label < 1'000'000, "'label' of an event is {}, which is no class", label);
      event.label = static_cast<int>(label);
      break;
    }
    case SessionAction::Reasons:
      event.reasons = choice_of<Reasons>(body, "reasons");
      break;
    case SessionAction::Stroke:
      event.target = choice_of<RegionKind>(body, "target");
      event.rle = runs_of(body);
      if (body.find("tool") != nullptr) event.tool = text_of(body, "tool").substr(0, kLongestTool);
      break;
    case SessionAction::Note:
      event.note = text_of(body, "note");
      break;
    case SessionAction::MapSwitch:
      event.on = switch_of(body, "on");
      break;
    case SessionAction::Open:
    case SessionAction::Shown:
      fail("an event of the page cannot be '{}'", enum_name(event.action));
    default:
      break;
  }
  return event;
}

}  // namespace xil
