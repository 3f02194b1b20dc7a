#include "framework/core/catalogue/foreign_run.h"

#include <algorithm>

namespace xil {
namespace {

constexpr std::size_t kLongestWord = 100;
constexpr std::string_view kWordCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

bool is_word(std::string_view text, std::string_view more = "") {
  const auto fits = [&](char c) {
    return kWordCharacters.find(c) != std::string_view::npos || more.find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= kLongestWord && std::ranges::all_of(text, fits);
}

void refuse_unless_key(std::string_view key, const Value& entry) {
  refuse_unless(is_word(key), "{}: the key {} is none that any version of xil has", entry.where, json_string(key));
}

bool is_component(std::string_view head) { return std::ranges::find(kComponentKeys, head) != kComponentKeys.end(); }

/// Whether the text is a word that an enumeration of the type "a|b" lacks.
bool is_new_word(const Value& entry, std::string_view type) {
  const auto* text = entry.get<std::string>();
  const bool is_enumeration = type.find('|') != std::string_view::npos && type.find(' ') == std::string_view::npos;
  if (text == nullptr || !is_enumeration || !is_word(*text)) return false;
  return fmt::format("|{}|", type).find(fmt::format("|{}|", *text)) == std::string::npos;
}

/// Moves the entries that the fields do not know out of a map.
void take_unknown(Value& map, std::span<const FieldInfo> fields, const std::string& prefix, Value::Map& unknown) {
  Value::Map known;
  for (auto& [key, entry] : *map.get<Value::Map>()) {
    const auto field = std::ranges::find(fields, key, &FieldInfo::name);
    if (field != fields.end() && !is_new_word(entry, field->type)) {
      known.emplace_back(key, std::move(entry));
      continue;
    }
    refuse_unless_key(key, entry);
    unknown.emplace_back(prefix + key, std::move(entry));
  }
  *map.get<Value::Map>() = std::move(known);
}

/// All keys of a run but its components.
RunParams read_rest(const Value& config, Value::Map& unknown) {
  Value rest = config;
  for (const std::string_view key : kComponentKeys) rest.erase(key);
  take_unknown(rest, describe<RunParams>(), "", unknown);
  RunParams{}.fields([&](std::string_view name, auto& member, std::string_view) {
    using T = std::remove_reference_t<decltype(member)>;
    if constexpr (detail::Parameters<T>) {
      Value* group = rest.find(name);
      if (group != nullptr && group->get<Value::Map>() != nullptr)
        take_unknown(*group, describe<T>(), std::string(name) + ".", unknown);
    }
  });
  return read_params<RunParams>(rest, "run");
}

ComponentSpec read_foreign_spec(const Value& given, const std::string& key, std::span<const RegistryEntry> table,
                                Value::Map& unknown) {
  auto [name, params] = named_spec(given, key);
  refuse_unless(params.get<Value::Map>() != nullptr, "{}: '{}' must be a name or a map with a 'name'", given.where,
                key);
  const auto entry = std::ranges::find(table, name, &RegistryEntry::name);
  if (entry == table.end()) {
    refuse_unless(is_word(name, "."), "{}: {} is the name of no {}", given.where, json_string(name), key);
    for (const auto& [parameter, value] : *params.get<Value::Map>()) refuse_unless_key(parameter, value);
    unknown.emplace_back(key, Value(name));
    return {name, SpecParams(std::move(params))};
  }
  Value::Map own;
  take_unknown(params, entry->describe(), "", own);
  ComponentSpec spec = resolved(table, key, name, params);
  if (own.empty()) return spec;
  Value all = spec.params;
  for (const auto& [parameter, value] : own) {
    all.set(parameter, value);
    unknown.emplace_back(key + "." + parameter, value);
  }
  return {name, SpecParams(std::move(all), spec.params.typed())};
}

}  // namespace

std::pair<std::string, Value> named_spec(const Value& given, std::string_view key) {
  if (const auto* text = given.get<std::string>()) return {*text, Value(Value::Map{}, given.where)};
  const Value* name = given.find("name");
  refuse_unless(name != nullptr && name->get<std::string>() != nullptr,
                "{}: '{}' must be a name or a map with a 'name'", given.where, key);
  Value params = given;
  params.erase("name");
  return {*name->get<std::string>(), std::move(params)};
}

RunParams read_foreign_run(const Value& config, const Catalog& catalog) {
  Value::Map unknown;
  RunParams run = read_rest(config, unknown);
  for (const std::string_view key : kComponentKeys) {
    ComponentSpec& spec = spec_of(run, key);
    const Value* given = config.find(key);
    spec = read_foreign_spec(given ? *given : Value(spec.name), std::string(key), table_of(catalog, key), unknown);
  }
  run.unknown = std::move(unknown);
  if (catalog.check && run.unknown.empty()) catalog.check(run);
  return run;
}

void set_unknown(Value& config, const Value::Map& unknown) {
  for (const auto& [key, value] : unknown) {
    const std::size_t dot = key.find('.');
    const std::string head = key.substr(0, dot);
    if (is_component(head)) continue;  // the spec has it
    if (dot == std::string::npos)
      config.set(head, value);
    else
      config.find(head)->set(key.substr(dot + 1), value);
  }
}

std::optional<RunParams> known_part(const RunParams& run, const Catalog& catalog) {
  RunParams known = run;
  for (const auto& [key, value] : run.unknown) {
    if (is_component(key)) return std::nullopt;
    const std::string_view head = std::string_view(key).substr(0, key.find('.'));
    if (!is_component(head)) continue;
    ComponentSpec& spec = spec_of(known, head);
    const auto typed = spec.params.typed();
    spec.params = SpecParams(find_entry(table_of(catalog, head), spec.name, head).write(*typed), typed);
  }
  known.unknown.clear();
  return known;
}

bool is_known_component(const RunParams& run, std::string_view key) {
  return std::ranges::none_of(run.unknown, [&](const auto& entry) {
    const std::string_view name = entry.first;
    return name.substr(0, name.find('.')) == key;
  });
}

std::string unknown_text(const RunParams& run) {
  std::string text;
  for (const auto& [key, value] : run.unknown) {
    const auto* name = value.get<std::string>();
    text += fmt::format(
        "{}{}", text.empty() ? "" : ", ",
        is_component(key) && name != nullptr ? fmt::format("{} '{}'", key, *name) : fmt::format("'{}'", key));
  }
  return text;
}

}  // namespace xil
