#include "experiments/sweep/run_labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "experiments/sweep/catalog.h"
#include "framework/config/sweep.h"
#include "framework/core/base/error.h"
#include "framework/core/base/pinned_file.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

std::string text_of(const Value& value) {
  const auto* text = value.get<std::string>();
  if (text) return *text;
  if (const auto* real = value.get<double>()) return fmt::format("{}", *real);
  std::string json = to_json(value);
  return json == "null" ? "default" : json;
}

std::string_view last_part(std::string_view key) { return key.substr(key.rfind('.') + 1); }

/// The short name of a dotted key: its last part, unless another key has the same.
std::string short_name(const std::string& key, const std::vector<std::string>& keys) {
  const auto same = [&](const std::string& other) { return last_part(other) == last_part(key); };
  return std::count_if(keys.begin(), keys.end(), same) > 1 ? key : std::string(last_part(key));
}

/// The default values of this run's keys, including those of the parameters of the components that it chose.
class Defaults {
 public:
  Defaults(const RunParams& run, const Catalog& all) {
    RunParams same_names;
    for (const std::string_view key : kComponentKeys) {
      const std::string& name = spec_of(run, key).name;
      const auto table = table_of(all, key);
      const bool is_known = std::ranges::find(table, name, &RegistryEntry::name) != table.end();
      // Of what this program does not know it has no defaults either: all that the file says is shown.
      spec_of(same_names, key) =
          is_known ? resolved(table, key, name, Value(Value::Map{})) : ComponentSpec{name, Value(Value::Map{})};
    }
    parameters_ = to_config(same_names);
  }
  const Value* find(const std::string& key) const {
    return config_value(std::ranges::find(kComponentKeys, key) == kComponentKeys.end() ? parameters_ : names_, key);
  }

 private:
  Value names_ = to_config(RunParams{}), parameters_;
};

using Values = std::map<std::string, Value>;  // by key

/// " key=value" for the keys of this run whose values differ from `usual`, or, for a key without a usual value, from
/// the default; without those that begin with `told`, if it is not empty.
std::string details(const Value& config, const Defaults& defaults, const Values& usual,
                    const std::vector<std::string>& keys, std::string_view told = {}) {
  std::string text;
  for (const std::string& key : keys) {
    if (!told.empty() && key.starts_with(told)) continue;
    const Value* value = config_value(config, key);
    const auto found = usual.find(key);
    const Value* standard = found == usual.end() ? defaults.find(key) : &found->second;
    if (value == nullptr || (standard != nullptr && *value == *standard)) continue;
    text += fmt::format(" {}={}", short_name(key, keys), text_of(*value));
  }
  return text;
}

/// Whether the key only says where files lie.
bool is_place(std::string_view key) { return std::ranges::find(kPlaceKeys, last_part(key)) != kPlaceKeys.end(); }

std::vector<std::string> dataset_keys(const RunList& runs) {
  std::vector<std::string> keys;
  for (std::string& key : varying_keys(runs)) {
    if (key.starts_with("dataset.") && !is_place(key)) keys.push_back(std::move(key));
  }
  return keys;
}

/// The keys that distinguish conditions. A strategy's own parameters count even if its runs agree in them: "active"
/// must not stand for active with copies.
std::vector<std::string> label_keys(const RunList& runs) {
  std::vector<std::string> keys;
  const auto add = [&](std::string key) {
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
  };
  for (const RunParams& run : runs.groups()) {
    for (const auto& entry : *run.strategy.params.get<Value::Map>()) add("strategy." + entry.first);
  }
  for (std::string& key : condition_keys(runs)) {
    if (key != "strategy" && key != "threads") add(std::move(key));  // the strategy's name is shown anyway
  }
  return keys;
}

/// The values that more than half of the conditions share, such as the number of updates of all strategies but one. The
/// strategies' own parameters are always shown.
Values usual_values(const RunList& runs, const std::vector<std::string>& keys) {
  std::map<std::string, std::map<std::string, std::set<std::string>>> conditions;  // key -> value -> conditions with it
  std::set<std::string> all;
  Values found;
  for (const RunParams& run : runs.groups()) {
    const Value config = to_config(run);
    std::string condition = run.strategy.name;
    for (const std::string& key : keys) {
      const Value* value = config_value(config, key);
      condition += fmt::format(" {}={}", key, value == nullptr ? "" : to_json(*value));
    }
    all.insert(condition);
    for (const std::string& key : keys) {
      const Value* value = config_value(config, key);
      if (value == nullptr || key.starts_with("strategy.")) continue;
      conditions[key][to_json(*value)].insert(condition);
      found.try_emplace(key + "=" + to_json(*value), *value);
    }
  }
  Values usual;
  for (const auto& [key, values] : conditions) {
    for (const auto& [text, with_it] : values) {
      if (2 * with_it.size() > all.size()) usual[key] = found.at(key + "=" + text);
    }
  }
  return usual;
}

/// The title of a dataset; empty if it has none that can be seen.
std::string title_of(const RunParams& run) {
  const Value* title = run.dataset.params.find("title");
  const auto* text = title == nullptr ? nullptr : title->get<std::string>();
  return text == nullptr || text->find_first_not_of(" \t\n") == std::string::npos ? std::string() : *text;
}

/// A run's name as somebody chose it, and as it would be without. They are equal where nobody chose one.
struct Naming {
  std::string chosen, standard;
};

/// The chosen names; where two things would share one, what each would be called otherwise stands behind it.
std::vector<std::string> told_apart(const std::vector<Naming>& namings, std::string_view what) {
  std::map<std::string, std::set<std::string>> owners;
  for (const Naming& one : namings) owners[one.chosen].insert(one.standard);
  std::vector<std::string> names;
  std::map<std::string, std::string> owner_of;
  for (const auto& [chosen, standard] : namings) {
    const bool shared = owners.at(chosen).size() > 1 && chosen != standard;
    names.push_back(shared ? fmt::format("{} ({})", chosen, standard) : chosen);
    const auto [owner, is_new] = owner_of.emplace(names.back(), standard);
    refuse_unless(is_new || owner->second == standard,
                  "two {} would be called '{}', {} and {}: give each a name of its own", what, names.back(),
                  owner->second, standard);
  }
  return names;
}

}  // namespace

std::string expert_of(const RunParams& run) {
  switch (run.oracle.expert) {
    case ExpertKind::Simulated:
      return {};
    case ExpertKind::Human:
      return printable(run.oracle.person);
    case ExpertKind::Replay:
      return printable(std::filesystem::path(parse_pinned(run.oracle.session).path).stem().string());
  }
  return {};
}

std::vector<LabelledRun> label_runs(const RunList& runs, std::span<const std::filesystem::path> files,
                                    const StrategyLabels& labels) {
  const std::vector<std::string> of_datasets = dataset_keys(runs);
  const std::vector<std::string> of_conditions = label_keys(runs);
  const Values usual = usual_values(runs, of_conditions);
  const Catalog all = catalog();
  std::vector<Naming> datasets, strategies;
  // Labels go into tables, figures and their data: from here on they are one line of printable characters.
  for (const RunParams& run : runs.groups()) {
    const Value config = to_config(run);
    const Defaults defaults(run, all);
    const std::string title = title_of(run);
    const std::string set = printable(run.dataset.name + details(config, defaults, {}, of_datasets));
    datasets.push_back(
        {title.empty() ? set : printable(title + details(config, defaults, {}, of_datasets, "dataset.title")), set});
    const auto label = labels.empty() ? labels.end() : labels.find(strategy_key(run.strategy, all));
    const std::string strategy = printable(run.strategy.name + details(config, defaults, usual, of_conditions));
    strategies.push_back({label == labels.end() || label->second.empty()
                              ? strategy
                              : printable(label->second + details(config, defaults, usual, of_conditions, "strategy.")),
                          strategy});
  }
  const auto dataset_names = told_apart(datasets, "data sets"), strategy_names = told_apart(strategies, "conditions");
  std::vector<LabelledRun> labelled;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::size_t group = runs.group(i);
    labelled.push_back(
        {dataset_names[group], strategy_names[group], runs.seeds(i).seed, files[i], expert_of(runs.groups()[group])});
  }
  return labelled;
}

}  // namespace xil
