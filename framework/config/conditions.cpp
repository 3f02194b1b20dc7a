#include "framework/config/conditions.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "framework/config/exclusions.h"

namespace xil {
namespace {

constexpr std::string_view kStrategyKey = "strategy";

}  // namespace

Conditions::Conditions(const Expansion& expansion, const Keys& keys, const Catalog& catalog)
    : keys_(keys), catalog_(catalog) {
  for (const RunParams& run : expansion.runs) {
    configs_.push_back(to_config(run));
    const auto label = expansion.labels.find(strategy_key(run.strategy, catalog));
    labels_.push_back(label == expansion.labels.end() ? std::string() : label->second);
  }
}

std::vector<std::size_t> Conditions::fitting(const Value& words) const {
  Value rule = words;
  const Value* strategy = words.find(kStrategyKey);
  const std::string* name = strategy == nullptr ? nullptr : strategy->get<std::string>();
  const bool by_label = name != nullptr && std::ranges::find(labels_, *name) != labels_.end();
  if (by_label) rule.erase(kStrategyKey);
  const Exclusions matcher(Value::List{rule}, keys_, catalog_);
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < configs_.size(); ++i) {
    if ((!by_label || labels_[i] == *name) && !matcher.matching(configs_[i]).empty()) found.push_back(i);
  }
  return found;
}

std::string Conditions::refusal(const Value& words) const {
  for (const auto& [key, value] : *words.get<Value::Map>()) {
    if (!fitting(Value(Value::Map{{key, value}})).empty()) continue;
    return fmt::format("no run has {}: {}. They have {}", key, to_json(value), fmt::join(values_of(key), ", "));
  }
  return fmt::format("no run has all of {} together", to_json(words));
}

std::set<std::string> Conditions::values_of(const std::string& key) const {
  std::set<std::string> values;
  for (std::size_t i = 0; i < configs_.size(); ++i) {
    const Value* value = config_value(configs_[i], key);
    if (key == kStrategyKey && !labels_[i].empty()) {
      values.insert(labels_[i]);
    } else if (value != nullptr) {
      const auto* text = value->get<std::string>();
      values.insert(text == nullptr ? to_json(*value) : *text);
    }
  }
  return values;
}

}  // namespace xil
