#include "experiments/sweep/run_description.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiments/sweep/catalog.h"
#include "framework/core/base/json.h"

namespace xil {
namespace {

std::string with_name(const std::string& name, const std::string& chosen) {
  return chosen.empty() ? name : fmt::format("{} ({})", name, chosen);
}

}  // namespace

std::string title_of(const RunParams& run) {
  const Value* title = run.dataset.params.find("title");
  const auto* text = title == nullptr ? nullptr : title->get<std::string>();
  return text == nullptr ? std::string() : *text;
}

std::string label_of(const Sweep& sweep, const RunParams& run) {
  if (sweep.labels.empty()) return {};
  const auto found = sweep.labels.find(strategy_key(run.strategy, catalog()));
  return found == sweep.labels.end() ? std::string() : found->second;
}

std::string dataset_text(const RunParams& run) { return with_name(run.dataset.name, title_of(run)); }
std::string strategy_text(const Sweep& sweep, const RunParams& run) {
  return with_name(run.strategy.name, label_of(sweep, run));
}

std::vector<std::pair<std::string, Value>> varying_values(const Sweep& sweep, std::size_t index) {
  const Value config = to_config(sweep.runs[index]);
  std::vector<std::pair<std::string, Value>> values;
  for (const std::string& key : sweep.swept) {
    if (key == "dataset" || key == "strategy" || key == "seed") continue;
    if (const Value* value = config_value(config, key)) values.emplace_back(key, *value);
  }
  return values;
}

std::vector<std::string> keys_to_show(const Sweep& sweep) {
  std::vector<std::string> keys = condition_keys(sweep.runs);
  for (const std::string& key : sweep.swept) {
    if (key.starts_with("dataset.") || (is_replication_key(key) && key != "seed")) keys.push_back(key);
  }
  return keys;
}

std::string describe_run(const Sweep& sweep, const std::vector<std::string>& shown, std::size_t index) {
  const RunParams& run = sweep.runs[index];
  std::string text = fmt::format("dataset={} strategy={}", dataset_text(run), strategy_text(sweep, run));
  for (const auto& [key, value] : varying_values(sweep, index)) {
    if (key == "dataset.title" || std::find(shown.begin(), shown.end(), key) == shown.end()) continue;
    const auto* plain = value.get<std::string>();
    text += fmt::format(" {}={}", key, plain ? *plain : to_json(value));
  }
  return text + fmt::format(" seed={}", run.seed);
}

}  // namespace xil
