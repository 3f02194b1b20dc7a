#include "experiments/run_labels.h"

#include <fmt/format.h>

#include "framework/config/sweep.h"

namespace xil {
namespace {

bool is_seed(std::string_view key) { return key == "seed" || key.ends_with("_seed"); }

bool is_place(std::string_view key) { return key == "dataset.root" || key == "threads"; }

std::string text_of(const Value& value) {
  const auto* text = value.get<std::string>();
  if (text) return *text;
  std::string json = to_json(value);
  return json == "null" ? "default" : json;
}

/// " key=value" of the varying keys that `belongs` picks and this run has, without the first
/// `strip` characters.
template <class Belongs>
std::string details(const Value& config, const std::vector<std::string>& keys, std::size_t strip,
                    Belongs belongs) {
  std::string text;
  for (const std::string& key : keys) {
    if (!belongs(key)) continue;
    const Value* value = config_value(config, key);
    if (value != nullptr) text += fmt::format(" {}={}", key.substr(strip), text_of(*value));
  }
  return text;
}

}  // namespace

std::vector<LabelledRun> label_runs(std::span<const RunParams> runs,
                                    std::span<const std::filesystem::path> files) {
  const std::vector<std::string> keys = varying_keys(runs);
  const auto below = [](std::string_view head) {
    return [head](const std::string& key) {
      return key.starts_with(head) && key.size() > head.size() && key[head.size()] == '.' &&
             !is_place(key);
    };
  };
  const auto of_dataset = below("dataset"), of_strategy = below("strategy");
  const auto other = [&](const std::string& key) {
    return !is_seed(key) && !is_place(key) && !key.starts_with("dataset") &&
           !key.starts_with("strategy");
  };
  std::vector<LabelledRun> labelled;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Value config = to_config(runs[i]);
    LabelledRun run;
    run.dataset = runs[i].dataset.name + details(config, keys, sizeof("dataset"), of_dataset);
    run.strategy = runs[i].strategy.name + details(config, keys, sizeof("strategy"), of_strategy) +
                   details(config, keys, 0, other);
    run.seed = runs[i].seed;
    run.file = files[i];
    labelled.push_back(std::move(run));
  }
  return labelled;
}

}  // namespace xil
