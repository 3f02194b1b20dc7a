#include "experiments/run_labels.h"

#include <fmt/format.h>

#include "framework/config/sweep.h"

namespace xil {
namespace {

std::string text_of(const Value& value) {
  const auto* text = value.get<std::string>();
  if (text) return *text;
  std::string json = to_json(value);
  return json == "null" ? "default" : json;
}

/// " key=value" of the keys that this run has, without what stands before `head`'s dot.
std::string details(const Value& config, const std::vector<std::string>& keys,
                    std::string_view head) {
  std::string text;
  for (const std::string& key : keys) {
    const Value* value = config_value(config, key);
    if (value == nullptr) continue;
    const bool own = key.starts_with(head) && key.size() > head.size() && key[head.size()] == '.';
    text += fmt::format(" {}={}", own ? key.substr(head.size() + 1) : key, text_of(*value));
  }
  return text;
}

std::vector<std::string> dataset_keys(std::span<const RunParams> runs) {
  std::vector<std::string> keys;
  for (std::string& key : varying_keys(runs)) {
    if (key.starts_with("dataset.") && key != "dataset.root") keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace

std::vector<LabelledRun> label_runs(std::span<const RunParams> runs,
                                    std::span<const std::filesystem::path> files) {
  const std::vector<std::string> of_datasets = dataset_keys(runs);
  std::vector<std::string> of_conditions = condition_keys(runs);
  std::erase(of_conditions, "strategy");  // its name is there anyway
  std::erase(of_conditions, "threads");
  std::vector<LabelledRun> labelled;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Value config = to_config(runs[i]);
    labelled.push_back({runs[i].dataset.name + details(config, of_datasets, "dataset"),
                        runs[i].strategy.name + details(config, of_conditions, "strategy"),
                        runs[i].seed, files[i]});
  }
  return labelled;
}

}  // namespace xil
