#include "framework/config/keys.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "framework/core/base/near_name.h"

namespace xil {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Lists `prefix` itself, or, for a map, `prefix.member` of every member inside.
void list_leaves(const std::string& prefix, const Value& value, std::vector<std::string>& leaves) {
  const auto* map = value.get<Value::Map>();
  if (map == nullptr) return leaves.push_back(prefix);
  for (const auto& [key, entry] : *map) list_leaves(prefix + "." + key, entry, leaves);
}

void list_touched(const std::string& key, const Value& value, bool component, std::vector<std::string>& out) {
  if (!component) return list_leaves(key, value, out);
  out.push_back(key);
  if (const auto* map = value.get<Value::Map>()) {
    for (const auto& [name, entry] : *map) {
      if (name != "name") list_leaves(key + "." + name, entry, out);
    }
  }
}

}  // namespace

std::pair<std::string_view, std::string_view> split_key(std::string_view key) {
  const std::size_t dot = key.find('.');
  if (dot == std::string_view::npos) return {key, {}};
  return {key.substr(0, dot), key.substr(dot + 1)};
}

const Value* look_up(const Value& config, std::string_view key) {
  const auto [head, rest] = split_key(key);
  const Value* found = config.find(head);
  return found == nullptr || rest.empty() ? found : look_up(*found, rest);
}

Keys::Keys(const Catalog& catalog) : catalog_(&catalog), defaults_(to_config(RunParams{})) {}

bool Keys::is_component(std::string_view head) const {
  return std::find(kComponentKeys.begin(), kComponentKeys.end(), head) != kComponentKeys.end();
}

bool Keys::is_group(std::string_view head) const {
  const Value* standard = defaults_.find(head);
  return standard != nullptr && standard->get<Value::Map>() != nullptr && !is_component(head);
}

const std::string& Keys::default_name(std::string_view component_key) const {
  return *defaults_.find(component_key)->find("name")->get<std::string>();
}

bool Keys::has(std::string_view component_key, std::string_view name, std::string_view parameter) const {
  if (component_key == "strategy" && parameter == kLabelKey) return true;
  for (const RegistryEntry& entry : table_of(*catalog_, component_key)) {
    if (entry.name == name)
      return entry.has(parameter) || (catalog_->foreign && !is_known_parameter(component_key, parameter));
  }
  return catalog_->foreign;
}

bool Keys::is_known_parameter(std::string_view component_key, std::string_view parameter) const {
  return std::ranges::any_of(table_of(*catalog_, component_key),
                             [&](const RegistryEntry& entry) { return entry.has(parameter); });
}

std::vector<std::string> Keys::known_below(std::string_view head) const {
  std::set<std::string> names;
  if (is_component(head)) {
    for (const RegistryEntry& entry : table_of(*catalog_, head)) {
      for (const FieldInfo& field : entry.describe()) names.insert(field.name);
    }
    if (head == "strategy") names.emplace(kLabelKey);
  } else if (is_group(head)) {
    for (const auto& [name, entry] : *defaults_.find(head)->get<Value::Map>()) names.insert(name);
  }
  return {names.begin(), names.end()};
}

void Keys::check(std::string_view key, std::string_view where) const {
  if (catalog_->foreign) return;  // reading the run checks the words
  const auto [head, rest] = split_key(key);
  if (defaults_.find(head) == nullptr) {
    std::vector<std::string_view> known;
    for (const auto& [name, entry] : *defaults_.get<Value::Map>()) known.push_back(name);
    refuse("{}: unknown key '{}' in a sweep. Known keys: {}{}", where, key, fmt::join(known, ", "),
           near_name(head, known));
  }
  if (head.size() == key.size()) return;
  const std::vector<std::string> known = known_below(head);
  refuse_unless(!known.empty(), "{}: unknown key '{}': '{}' has no parameters of its own", where, key, head);
  if (contains(known, split_key(rest).first)) return;
  refuse("{}: unknown key '{}'. Known keys: {}.{}{}", where, key, head, fmt::join(known, fmt::format(", {}.", head)),
         near_name(split_key(rest).first, known));
}

std::vector<std::string> Keys::touched(const std::string& key, const Value& value) const {
  std::vector<std::string> keys;
  list_touched(key, value, is_component(key), keys);
  return keys;
}

std::size_t Keys::rank(std::string_view key) const {
  const std::string_view head = split_key(key).first;
  const auto& order = *defaults_.get<Value::Map>();
  if (head == "seed") return order.size();
  const auto found = std::find_if(order.begin(), order.end(), [&](const auto& entry) { return entry.first == head; });
  return static_cast<std::size_t>(found - order.begin());
}

}  // namespace xil
