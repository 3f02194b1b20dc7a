#include "framework/core/base/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace xil {
namespace {

template <class Map>
auto position(Map& map, std::string_view key) {
  return std::find_if(map.begin(), map.end(), [&](const auto& entry) { return entry.first == key; });
}

std::string json_real(double value) {
  if (!std::isfinite(value)) return "null";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

struct JsonWriter {
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return json_real(value); }
  std::string operator()(const std::string& value) const { return json_string(value); }
  std::string operator()(const Value::List& list) const {
    std::string text;
    for (const Value& entry : list) text += (text.empty() ? "" : ", ") + to_json(entry);
    return "[" + text + "]";
  }
  std::string operator()(const Value::Map& map) const {
    std::string text;
    for (const auto& [key, entry] : map) {
      text += (text.empty() ? "" : ", ") + json_string(key) + ": " + to_json(entry);
    }
    return "{" + text + "}";
  }
};

}  // namespace

Value::Value() = default;
Value::Value(Data value, std::string location) : data(std::move(value)), where(std::move(location)) {}
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

bool Value::operator==(const Value& other) const { return data == other.data; }

const Value* Value::find(std::string_view key) const {
  const Map* map = get<Map>();
  if (map == nullptr) return nullptr;
  const auto entry = position(*map, key);
  return entry == map->end() ? nullptr : &entry->second;
}

Value* Value::find(std::string_view key) { return const_cast<Value*>(std::as_const(*this).find(key)); }

void Value::set(std::string_view key, Value value) {
  Map& map = std::get<Map>(data);
  const auto entry = position(map, key);
  if (entry == map.end()) {
    map.emplace_back(std::string(key), std::move(value));
  } else {
    entry->second = std::move(value);
  }
}

void Value::erase(std::string_view key) {
  Map& map = std::get<Map>(data);
  const auto entry = position(map, key);
  if (entry != map.end()) map.erase(entry);
}

std::string_view kind_name(const Value& value) {
  constexpr std::array<std::string_view, 7> kNames = {"nothing", "a boolean", "an integer", "a number",
                                                      "a text",  "a list",    "a map"};
  return kNames[value.data.index()];
}

std::string to_json(const Value& value) { return std::visit(JsonWriter{}, value.data); }

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

}  // namespace xil
