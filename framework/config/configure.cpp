#include "framework/config/configure.h"

namespace xil {
namespace {

void set_path(Value& map, std::string_view path, const Value& value) {
  const auto [head, rest] = split_key(path);
  if (rest.empty()) return map.set(head, value);
  if (map.find(head) == nullptr || !map.find(head)->get<Value::Map>()) {
    map.set(head, Value(Value::Map{}, value.where));
  }
  set_path(*map.find(head), rest, value);
}

void merge(Value& config, const std::string& group, const Value& value) {
  const auto* members = value.get<Value::Map>();
  Value* present = config.find(group);
  if (members == nullptr || present == nullptr || !present->get<Value::Map>()) return config.set(group, value);
  for (const auto& [key, entry] : *members) present->set(key, entry);
}

/// Sets a parameter of a component if the chosen component has it.
bool set_parameter(Value& config, const Setting& setting, const Keys& keys) {
  const auto [head, path] = split_key(*setting.key);
  const Value* given = config.find(head);
  Value spec = given ? *given : Value(keys.default_name(head), setting.value->where);
  if (spec.get<std::string>()) {
    spec = Value(Value::Map{{"name", spec}}, spec.where);
  }
  const Value* name = spec.find("name");
  if (name == nullptr || name->get<std::string>() == nullptr) return true;  // reading the run will refuse it
  if (!keys.has(head, *name->get<std::string>(), split_key(path).first)) return false;
  set_path(spec, path, *setting.value);
  config.set(head, std::move(spec));
  return true;
}

}  // namespace

Value configure(const std::vector<Setting>& settings, const std::string& file, const Keys& keys) {
  Value config(Value::Map{}, file);
  for (const Setting& setting : settings) {
    if (setting.key->find('.') != std::string::npos) continue;
    if (keys.is_group(*setting.key)) {
      merge(config, *setting.key, *setting.value);
    } else {
      config.set(*setting.key, *setting.value);
    }
    *setting.used = 1;
  }
  for (const Setting& setting : settings) {
    const std::string_view head = split_key(*setting.key).first;
    if (head.size() == setting.key->size()) continue;
    if (keys.is_component(head)) {
      if (set_parameter(config, setting, keys)) *setting.used = 1;
    } else {
      set_path(config, *setting.key, *setting.value);
      *setting.used = 1;
    }
  }
  return config;
}

}  // namespace xil
