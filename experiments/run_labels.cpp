#include "experiments/run_labels.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/catalog.h"
#include "framework/config/sweep.h"

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

/// The last part of a dotted key, where no other of the keys has the same, is its short name.
std::string short_name(const std::string& key, const std::vector<std::string>& keys) {
  const auto same = [&](const std::string& other) { return last_part(other) == last_part(key); };
  return std::count_if(keys.begin(), keys.end(), same) > 1 ? key : std::string(last_part(key));
}

/// The value that a key of this run has without being told: parameters after the names that the run chose.
class Defaults {
 public:
  Defaults(const RunParams& run, const Catalog& all) {
    RunParams same_names;
    for (const std::string_view key : kChoiceKeys) {
      const std::string& name = choice_of(run, key).name;
      choice_of(same_names, key) = {name, find_named(table_of(all, key), name, key).resolve(Value(Value::Map{}), key)};
    }
    parameters_ = to_config(same_names);
  }
  const Value* find(const std::string& key) const {
    return config_value(std::ranges::find(kChoiceKeys, key) == kChoiceKeys.end() ? parameters_ : names_, key);
  }

 private:
  Value names_ = to_config(RunParams{}), parameters_;
};

/// " key=value" of the keys that this run has and that are not as by default.
std::string details(const Value& config, const Defaults& defaults, const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) {
    const Value* value = config_value(config, key);
    const Value* standard = defaults.find(key);
    if (value == nullptr || (standard != nullptr && *value == *standard)) continue;
    text += fmt::format(" {}={}", short_name(key, keys), text_of(*value));
  }
  return text;
}

/// Says only where files lie.
bool is_place(std::string_view key) { return std::ranges::find(kPlaceKeys, last_part(key)) != kPlaceKeys.end(); }

std::vector<std::string> dataset_keys(std::span<const RunParams> runs) {
  std::vector<std::string> keys;
  for (std::string& key : varying_keys(runs)) {
    if (key.starts_with("dataset.") && !is_place(key)) keys.push_back(std::move(key));
  }
  return keys;
}

/// What tells conditions apart. A strategy's own parameters count even where its runs agree in them: "active" must not
/// stand for active with copies.
std::vector<std::string> label_keys(std::span<const RunParams> runs) {
  std::vector<std::string> keys;
  const auto add = [&](std::string key) {
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
  };
  for (const RunParams& run : runs) {
    for (const auto& entry : *run.strategy.params.get<Value::Map>()) add("strategy." + entry.first);
  }
  for (std::string& key : condition_keys(runs)) {
    if (key != "strategy" && key != "threads") add(std::move(key));  // the strategy's name is there anyway
  }
  return keys;
}

}  // namespace

std::vector<LabelledRun> label_runs(std::span<const RunParams> runs,
                                    std::span<const std::filesystem::path> files) {
  const std::vector<std::string> of_datasets = dataset_keys(runs);
  const std::vector<std::string> of_conditions = label_keys(runs);
  const Catalog all = catalog();
  std::vector<LabelledRun> labelled;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Value config = to_config(runs[i]);
    const Defaults defaults(runs[i], all);
    labelled.push_back({runs[i].dataset.name + details(config, defaults, of_datasets),
                        runs[i].strategy.name + details(config, defaults, of_conditions), runs[i].seed, files[i]});
  }
  return labelled;
}

}  // namespace xil
