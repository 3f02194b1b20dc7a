#include "framework/config/conditions.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "framework/config/exclusions.h"

namespace xil {
namespace {

constexpr std::string_view kStrategyKey = "strategy";

/// The text that names a strategy; nullptr where a map does, or nothing.
const std::string* strategy_text(const Value& words) {
  const Value* strategy = words.find(kStrategyKey);
  return strategy == nullptr ? nullptr : strategy->get<std::string>();
}

/// "caipi refutations=0": the name, and the parameters that are not the usual ones.
std::string told_name(const ComponentSpec& strategy, const Catalog& catalog) {
  Value usual(Value::Map{});
  if (is_known_strategy(catalog, strategy.name))
    usual = resolved(catalog.strategies, kStrategyKey, strategy.name, usual).params;
  std::string text = strategy.name;
  for (const auto& [key, value] : *strategy.params.get<Value::Map>()) {
    const Value* standard = usual.find(key);
    const auto* word = value.get<std::string>();
    if (standard == nullptr || !(*standard == value))
      text += fmt::format(" {}={}", key, word == nullptr ? to_json(value) : *word);
  }
  return text;
}

/// The words without a label, and the label.
struct Unlabelled {
  Value words;
  std::optional<Value> label;
};

Unlabelled without_label(const Value& words) {
  Unlabelled result{words, {}};
  Value* strategy = result.words.find(kStrategyKey);
  if (strategy == nullptr || strategy->find(kLabelKey) == nullptr) return result;
  result.label = *strategy->find(kLabelKey);
  strategy->erase(kLabelKey);
  if (strategy->get<Value::Map>()->empty()) result.words.erase(kStrategyKey);
  return result;
}

}  // namespace

Conditions::Conditions(const Expansion& expansion, const Keys& keys, const Catalog& catalog)
    : keys_(keys), catalog_(catalog) {
  std::map<std::string, Named> known;  // strategies are few, and runs many
  for (const RunParams& run : expansion.runs) {
    configs_.push_back(to_config(run));
    const std::string key = strategy_key(run.strategy, catalog);
    const auto [place, is_new] = known.try_emplace(key);
    if (is_new) {
      const auto label = expansion.labels.find(key);
      place->second = {key, run.strategy.name, told_name(run.strategy, catalog),
                       label == expansion.labels.end() ? std::string() : label->second};
    }
    strategies_.push_back(place->second);
  }
}

bool Conditions::has_label(const std::string& label) const {
  return !label.empty() && std::ranges::find(strategies_, label, &Named::label) != strategies_.end();
}

std::vector<std::size_t> Conditions::fitting(const Value& words) const {
  auto [rule, label] = without_label(words);
  const std::string* name = strategy_text(rule);
  if (name != nullptr && has_label(*name)) {
    label = Value(*name);
    rule.erase(kStrategyKey);
  }
  const Exclusions matcher(Value::List{rule}, keys_, catalog_);
  const auto has_it = [&](const Named& one) { return !one.label.empty() && *label == Value(one.label); };
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < configs_.size(); ++i) {
    if ((!label || has_it(strategies_[i])) && !matcher.matching(configs_[i]).empty()) found.push_back(i);
  }
  return found;
}

std::optional<std::string> Conditions::exact_strategy(const Value& words) const {
  const Value* given = words.find(kStrategyKey);
  if (given == nullptr) return std::nullopt;
  const Value* named = given->find("name");
  const auto* name = (named == nullptr ? *given : *named).get<std::string>();
  if (name == nullptr || !is_known_strategy(catalog_, *name)) return std::nullopt;
  Value parameters = named == nullptr ? Value(Value::Map{}) : *given;
  parameters.erase("name");
  parameters.erase(kLabelKey);
  try {
    return strategy_key(resolved(catalog_.strategies, kStrategyKey, *name, parameters), catalog_);
  } catch (const Error&) {
    return std::nullopt;  // a list of values, which `exclude` takes and no strategy has
  }
}

std::vector<std::size_t> Conditions::meant(const Value& words) const {
  const std::vector<std::size_t> all = fitting(words);
  const auto exact = exact_strategy(words);
  std::vector<std::size_t> same;
  for (const std::size_t run : all) {
    if (exact && strategies_[run].key == *exact) same.push_back(run);
  }
  return same.empty() ? all : same;
}

std::string Conditions::ambiguity(const Value& words) const {
  const std::string* name = strategy_text(words);
  if (name == nullptr || !has_label(*name)) return {};
  const auto exact = exact_strategy(words);
  const Named *labelled = nullptr, *other = nullptr;
  for (const Named& one : strategies_) {
    if (one.label == *name)
      labelled = &one;
    else if (one.name == *name || one.told == *name)
      other = &one;
    if (labelled == &one && exact && one.key == *exact) return {};  // it is what the grid means by these words too
  }
  if (other == nullptr) return {};
  return fmt::format(
      "'{0}' is the label of {1} and the name of {2}: write {{strategy: {{label: {0}}}}} for the first, the map of its "
      "name and parameters for the second, or give the first another label",
      *name, labelled->told, other->told);
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
    if (key == kStrategyKey && !strategies_[i].label.empty()) {
      values.insert(strategies_[i].label);
    } else if (value != nullptr) {
      const auto* text = value->get<std::string>();
      values.insert(text == nullptr ? to_json(*value) : *text);
    }
  }
  return values;
}

}  // namespace xil
