#include "framework/core/base/params.h"

#include <fmt/ranges.h>

#include "framework/core/base/near_name.h"

namespace xil {
namespace {

[[noreturn]] void refuse_type(const Value& value, std::string_view key, std::string_view wanted) {
  refuse("{}'{}' must be {}, not {} ({})", detail::prefix(value.where), key, wanted, kind_name(value), to_json(value));
}

/// Refuses values such as 2024, 1e5 or true, which YAML does not read as text unless they are quoted.
[[noreturn]] void refuse_unquoted(const Value& value, std::string_view key) {
  const bool scalar = value.get<Value::List>() == nullptr && value.get<Value::Map>() == nullptr && !value.is_null();
  if (!scalar) refuse_type(value, key, "a text");
  refuse("{}'{}' must be a text, not {}: quote it: {}: \"{}\"", detail::prefix(value.where), key, kind_name(value), key,
         to_json(value));
}

}  // namespace

namespace detail {

std::string prefix(std::string_view where) { return where.empty() ? std::string() : fmt::format("{}: ", where); }

void read_scalar(const Value& value, std::string_view key, bool& out) {
  const auto* given = value.get<bool>();
  if (given == nullptr) refuse_type(value, key, "true or false");
  out = *given;
}

void read_scalar(const Value& value, std::string_view key, std::int64_t& out) {
  const auto* given = value.get<std::int64_t>();
  if (given == nullptr) refuse_type(value, key, "an integer");
  out = *given;
}

void read_scalar(const Value& value, std::string_view key, double& out) {
  if (const auto* whole = value.get<std::int64_t>()) {
    out = static_cast<double>(*whole);
  } else if (const auto* real = value.get<double>()) {
    out = *real;
  } else {
    refuse_type(value, key, "a number");
  }
}

void read_scalar(const Value& value, std::string_view key, std::string& out) {
  const auto* given = value.get<std::string>();
  if (given == nullptr) refuse_unquoted(value, key);
  out = *given;
}

void read_scalar(const Value& value, std::string_view key, NumberOrAuto& out) {
  const auto* text = value.get<std::string>();
  if (text != nullptr && *text == "auto") return out.number.reset();
  if (text != nullptr) refuse_type(value, key, "a number or auto");
  read_scalar(value, key, out.number.emplace());
}

void read_scalar(const Value& value, std::string_view key, StopRule& out) {
  const auto* text = value.get<std::string>();
  if (text != nullptr && *text == "fixed") return out.tolerance.reset();
  const auto* map = value.get<Value::Map>();
  const Value* tolerance = map != nullptr && map->size() == 1 ? value.find("tolerance") : nullptr;
  if (text != nullptr || (map != nullptr && tolerance == nullptr)) refuse_type(value, key, "fixed or a tolerance");
  read_scalar(tolerance != nullptr ? *tolerance : value, key, out.tolerance.emplace());
}

std::size_t read_enum_name(const Value& value, std::string_view key, std::span<const std::string_view> names) {
  const auto* given = value.get<std::string>();
  if (given == nullptr) refuse_type(value, key, fmt::format("one of {}", fmt::join(names, ", ")));
  const auto found = std::find(names.begin(), names.end(), *given);
  if (found == names.end()) {
    refuse("{}unknown {} '{}'. Known: {}{}", prefix(value.where), key, *given, fmt::join(names, ", "),
           near_name(*given, names));
  }
  return static_cast<std::size_t>(found - names.begin());
}

void refuse_invalid(const Value& map, std::string_view owner, std::string_view message) {
  std::string where = map.where;
  std::size_t first = std::string_view::npos;
  for (const auto& [key, entry] : *map.get<Value::Map>()) {
    const std::size_t quoted = message.find(fmt::format("'{}'", key));
    if (quoted < first && !entry.where.empty()) {
      first = quoted;
      where = entry.where;
    }
  }
  refuse("{}{}: {}", prefix(where), owner, message);
}

const Value::Map& known_entries(const Value& value, std::string_view owner, std::span<const std::string> known) {
  const auto* map = value.get<Value::Map>();
  refuse_unless(map != nullptr, "{}: {} must be a map of parameters, not {}", value.where, owner, kind_name(value));
  for (const auto& [key, entry] : *map) {
    if (std::ranges::find(known, key) != known.end()) continue;
    refuse("{}unknown key '{}' in {}. Known keys: {}{}", prefix(entry.where), key, owner,
           known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")), near_name(key, known));
  }
  return *map;
}

std::string joined(std::span<const std::string_view> words, std::string_view between) {
  return fmt::format("{}", fmt::join(words, between));
}

void refuse_outside(std::string_view key, double value, double low, double high) {
  refuse("'{}' must lie in [{}, {}], got {}", key, low, high, value);
}

}  // namespace detail

}  // namespace xil
