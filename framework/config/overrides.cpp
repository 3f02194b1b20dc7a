#include "framework/config/overrides.h"

#include <algorithm>
#include <set>

#include "framework/config/yaml.h"

namespace xil {
namespace {

struct Override {
  std::string key;
  std::vector<Value> values;
};

void relocate(Value& value, const std::string& where) {
  value.where = where;
  if (auto* list = value.get<Value::List>()) {
    for (Value& entry : *list) relocate(entry, where);
  } else if (auto* map = value.get<Value::Map>()) {
    for (auto& [key, entry] : *map) relocate(entry, where);
  }
}

Override read_override(const std::string& text, const Keys& keys) {
  const std::string where = fmt::format("override '{}'", text);
  const auto [key, right] = split_assignment(text, where);
  keys.check(key, where);
  const bool range = right.starts_with("range(") && right.ends_with(')');
  return {key, axis_values(key, range ? Value(right, where) : parse_values(right, where))};
}

void erase_path(Value& value, std::string_view path) {
  if (value.get<Value::Map>() == nullptr) return;
  const auto [head, rest] = split_key(path);
  if (rest.empty()) return value.erase(head);
  if (Value* inner = value.find(head)) erase_path(*inner, rest);
}

/// Removes the key `touched` from the setting `key: value`; returns true if nothing is left of the setting.
bool erase_from(const std::string& key, Value& value, const std::string& touched, const Keys& keys) {
  if (key == touched) return true;
  const bool has_members = keys.is_group(key) || (keys.is_component(key) && value.get<Value::Map>());
  if (has_members && touched.starts_with(key + ".")) {
    erase_path(value, std::string_view(touched).substr(key.size() + 1));
  }
  return false;
}

void erase_column(Axis& axis, std::size_t column) {
  const auto offset = static_cast<std::ptrdiff_t>(column);
  axis.keys.erase(axis.keys.begin() + offset);
  for (auto& row : axis.rows) row.erase(row.begin() + offset);
}

void erase_touched(SweepSpec& spec, const std::string& touched, const Keys& keys) {
  std::erase_if(spec.fixed, [&](auto& entry) { return erase_from(entry.first, entry.second, touched, keys); });
  for (Axis& axis : spec.axes) {
    for (std::size_t column = axis.keys.size(); column-- > 0;) {
      bool gone = false;
      for (auto& row : axis.rows) gone = erase_from(axis.keys[column], row[column], touched, keys) || gone;
      if (gone) erase_column(axis, column);
    }
  }
  std::erase_if(spec.axes, [](const Axis& axis) { return axis.keys.empty(); });
}

/// A single value becomes a fixed entry; members of a group are merged with the group's members in the file.
void add(SweepSpec& spec, const Override& given, const Keys& keys) {
  if (given.values.size() > 1) {
    Axis axis{{given.key}, {}};
    for (const Value& value : given.values) axis.rows.push_back({value});
    spec.axes.push_back(std::move(axis));
    return;
  }
  const auto same = [&](const auto& entry) { return entry.first == given.key; };
  const auto present = std::find_if(spec.fixed.begin(), spec.fixed.end(), same);
  const auto* members = given.values.front().get<Value::Map>();
  if (present == spec.fixed.end()) {
    spec.fixed.emplace_back(given.key, given.values.front());
  } else if (keys.is_group(given.key) && members && present->second.get<Value::Map>()) {
    for (const auto& [key, value] : *members) present->second.set(key, value);
  } else {
    present->second = given.values.front();
  }
}

}  // namespace

std::pair<std::string, std::string> split_assignment(const std::string& text, const std::string& where) {
  const std::size_t equals = text.find('=');
  refuse_unless(equals != std::string::npos && equals > 0, "{}: must be key=value, key=a,b or key=range(first,end)",
                where);
  return {text.substr(0, equals), text.substr(equals + 1)};
}

Value parse_values(const std::string& right_side, const std::string& where) {
  Value values = parse_yaml("[" + right_side + "]", where);
  relocate(values, where);
  return values;
}

std::vector<Value> range_of(const std::string& key, const std::string& text, const std::string& where) {
  return axis_values(key, Value(text, where));
}

void apply_overrides(SweepSpec& spec, std::span<const std::string> overrides, const Keys& keys) {
  std::vector<Override> read;
  std::set<std::string> given;
  for (const std::string& text : overrides) {
    read.push_back(read_override(text, keys));
    std::set<std::string> touched;
    for (const Value& value : read.back().values) {
      for (const std::string& key : keys.touched(read.back().key, value)) touched.insert(key);
    }
    for (const std::string& key : touched) {
      refuse_unless(given.insert(key).second, "override '{}': '{}' is already given by another override", text, key);
    }
  }
  for (const std::string& key : given) erase_touched(spec, key, keys);
  for (const Override& one : read) add(spec, one, keys);
}

}  // namespace xil
