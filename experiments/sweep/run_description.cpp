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

std::vector<std::pair<std::string, Value>> varying_values(const Sweep& sweep, const Value& config) {
  std::vector<std::pair<std::string, Value>> values;
  for (const std::string& key : sweep.swept) {
    if (key == "dataset" || key == "strategy" || key == "seed") continue;
    if (const Value* value = config_value(config, key)) values.emplace_back(key, *value);
  }
  return values;
}

RunDescriptions::RunDescriptions(const Sweep& sweep)
    : sweep_(sweep), configs_(sweep.runs), shown_(condition_keys(sweep.runs)) {
  for (const std::string& key : sweep.swept) {
    if (key.starts_with("dataset.") || (is_replication_key(key) && key != "seed")) shown_.push_back(key);
  }
  for (const RunParams& run : sweep.runs.groups())
    names_.push_back(fmt::format("dataset={} strategy={}", dataset_text(run), strategy_text(sweep, run)));
}

std::string RunDescriptions::of(std::size_t index) {
  std::string text = names_[sweep_.runs.group(index)];
  for (const auto& [key, value] : varying_values(sweep_, configs_.of(index))) {
    if (key == "dataset.title" || std::ranges::find(shown_, key) == shown_.end()) continue;
    const auto* plain = value.get<std::string>();
    text += fmt::format(" {}={}", key, plain ? *plain : to_json(value));
  }
  return text + fmt::format(" seed={}", sweep_.runs.seeds(index).seed);
}

}  // namespace xil
