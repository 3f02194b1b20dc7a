#include "framework/config/exclusions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace xil {
namespace {

bool fits(const Value& actual, const Value& wanted) {
  if (const auto* list = wanted.get<Value::List>(); list && !actual.get<Value::List>()) {
    return std::any_of(list->begin(), list->end(), [&](const Value& one) { return fits(actual, one); });
  }
  if (const auto* members = wanted.get<Value::Map>()) {
    return std::all_of(members->begin(), members->end(), [&](const auto& member) {
      const Value* inner = actual.find(member.first);
      return inner != nullptr && fits(*inner, member.second);
    });
  }
  if (const Value* name = actual.find("name")) return *name == wanted;
  const auto* whole = wanted.get<std::int64_t>();
  if (whole && actual.get<double>()) return *actual.get<double>() == static_cast<double>(*whole);
  return actual == wanted;
}

bool matches(const Value& rule, const Value& config) {
  const auto& entries = *rule.get<Value::Map>();
  return std::all_of(entries.begin(), entries.end(), [&](const auto& entry) {
    const Value* actual = look_up(config, entry.first);
    return actual != nullptr && fits(*actual, entry.second);
  });
}

bool is_plain(const Value& value) { return value.get<Value::List>() == nullptr && value.get<Value::Map>() == nullptr; }

/// Says texts of rules as configurations write them.
class Writer {
 public:
  Writer(const Keys& keys, const Catalog& catalog) : keys_(keys), catalog_(catalog) {}

  /// The rule with the texts of components' parameters as configurations write them.
  Value rule(const Value& given) {
    Value::Map entries;
    for (const auto& [key, value] : *given.get<Value::Map>()) {
      const auto [head, parameter] = split_key(key);
      entries.emplace_back(key, keys_.is_component(head) ? component(value, head, parameter) : value);
    }
    return Value(std::move(entries), given.where);
  }

 private:
  Value component(const Value& given, std::string_view head, std::string_view parameter) {
    if (!parameter.empty()) return parameter_value(given, head, parameter);
    Value all = given;
    auto* members = all.get<Value::Map>();
    if (members == nullptr) return all;
    for (auto& [name, member] : *members) {
      if (name != "name") member = parameter_value(member, head, name);
    }
    return all;
  }

  /// A list means any of its entries.
  Value parameter_value(const Value& given, std::string_view head, std::string_view parameter) {
    if (given.get<std::string>() != nullptr) return text(given, head, parameter);
    const auto* list = given.get<Value::List>();
    if (list == nullptr) return given;
    Value::List entries;
    for (const Value& entry : *list) {
      const bool may_be_text = entry.get<std::string>() != nullptr || entry.get<Value::List>() != nullptr;
      entries.push_back(may_be_text ? text(entry, head, parameter) : entry);
    }
    return Value(std::move(entries), given.where);
  }

  /// The text that a configuration has for a parameter of that text or list of texts; the same where it has none.
  Value text(const Value& given, std::string_view head, std::string_view parameter) {
    const auto [known, fresh] = known_.try_emplace(fmt::format("{}.{} {}", head, parameter, to_json(given)), given);
    if (!fresh) return known->second;
    for (const RegistryEntry& entry : table_of(catalog_, head)) {
      if (!entry.has(parameter)) continue;
      try {
        const Value all = entry.resolve(Value(Value::Map{{std::string(parameter), given}}), "exclude");
        if (const Value* written = all.find(parameter); written->get<std::string>() != nullptr)
          return known->second = *written;
      } catch (const Error&) {  // another component may take it; a rule that none takes matches no run, which is noted
      }
    }
    return given;
  }

  const Keys& keys_;
  const Catalog& catalog_;
  std::map<std::string, Value> known_;  // rules repeat themselves, and asking takes long
};

/// A text that is the same for all values that fits() regards as equal.
std::string plain_text(const Value& value) {
  if (const Value* name = value.find("name")) return plain_text(*name);
  if (const auto* whole = value.get<std::int64_t>()) return fmt::format("{}", static_cast<double>(*whole));
  if (const auto* number = value.get<double>()) return fmt::format("{}", *number);
  return to_json(value);
}

void add(std::string& tuple, const Value& value) {
  const std::string text = plain_text(value);
  tuple += fmt::format("{} {}", text.size(), text);
}

}  // namespace

Exclusions::Exclusions(const Value::List& rules, const Keys& keys, const Catalog& catalog) {
  Writer writer(keys, catalog);
  for (const Value& rule : rules) rules_.push_back(writer.rule(rule));
  std::map<std::vector<std::string>, std::size_t> places;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    std::map<std::string, const Value*> plain;
    for (const auto& [key, value] : *rules_[i].get<Value::Map>()) {
      if (is_plain(value)) plain.emplace(key, &value);
    }
    std::vector<std::string> plain_keys;
    std::string tuple;
    for (const auto& [key, value] : plain) {
      plain_keys.push_back(key);
      add(tuple, *value);
    }
    const auto [place, fresh] = places.try_emplace(plain_keys, groups_.size());
    if (fresh) groups_.push_back({plain_keys, {}});
    groups_[place->second].rules[tuple].push_back(i);
  }
}

std::vector<std::size_t> Exclusions::matching(const Value& config) const {
  std::vector<std::size_t> found;
  for (const Group& group : groups_) {
    std::string tuple;
    bool has_all = true;
    for (const std::string& key : group.keys) {
      const Value* actual = look_up(config, key);
      if (actual == nullptr)
        has_all = false;
      else
        add(tuple, *actual);
    }
    const auto same = has_all ? group.rules.find(tuple) : group.rules.end();
    if (same == group.rules.end()) continue;
    for (const std::size_t rule : same->second) {
      if (matches(rules_[rule], config)) found.push_back(rule);
    }
  }
  return found;
}

}  // namespace xil
