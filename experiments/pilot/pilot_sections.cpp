#include "experiments/pilot/pilot_sections.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/region_loss.h"

namespace xil {
namespace {

constexpr std::int64_t kFirstSeed = 9000;
constexpr std::array<std::string_view, 3> kSectionKeys = {"dataset", "model", "explainer"};

bool same_section(const RunParams& one, const RunParams& other) {
  return std::ranges::all_of(kSectionKeys,
                             [&](std::string_view key) { return spec_of(one, key) == spec_of(other, key); });
}

bool is_section_key(std::string_view key) {
  return std::ranges::any_of(kSectionKeys, [&](std::string_view own) {
    return key == own || (key.starts_with(own) && key.substr(own.size()).starts_with("."));
  });
}

/// The value of a key of this run as "key=value"; empty if the run has no such key.
std::string setting(const Value& config, const std::string& key) {
  const Value* value = config_value(config, key);
  if (value == nullptr) return {};
  const auto* text = value->get<std::string>();
  return fmt::format("{}={}", key, text != nullptr ? *text : to_json(*value));
}

/// The section's components, with those of their parameters in which sections differ.
std::string section_name(const RunParams& run, const std::vector<std::string>& varying) {
  const Value config = to_config(run);
  std::string name = fmt::format("{}, {}, {}", run.dataset.name, run.model.name, run.explainer.name);
  for (const std::string& key : varying) {
    const bool is_component = std::ranges::find(kSectionKeys, key) != kSectionKeys.end();
    if (!is_section_key(key) || is_component) continue;
    if (const std::string text = setting(config, key); !text.empty()) name += ", " + text;
  }
  return name;
}

std::string family_name(const RunParams& run, const StrategyTraits& traits) {
  if (!traits.judges_explanations) return run.strategy.name;
  std::vector<std::string> corrections;
  if (traits.makes_copies()) corrections.emplace_back("copies");
  for (const RegionLossKind kind : traits.region_losses) corrections.emplace_back(region_loss_info(kind).name);
  if (corrections.empty()) return run.strategy.name + " without corrections";
  if (corrections == std::vector<std::string>{"copies"}) return run.strategy.name;
  return fmt::format("{} with {}", run.strategy.name, fmt::join(corrections, ", "));
}

/// The run as the pilot carries it out: with its own seed and the simulated expert, and nothing is kept.
RunParams piloted(RunParams run, std::int64_t seed) {
  run.seed = seed;
  run.oracle.expert = ExpertKind::Simulated;
  run.saliency = MapRetention::None;
  run.models = ModelRetention::None;
  return run;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

void add_family(PilotSection& section, const std::string& name, const RunParams& run, std::size_t limit) {
  const auto known = std::ranges::find(section.families, name, &StrategyFamily::name);
  if (known != section.families.end()) {
    ++known->runs;
  } else if (section.families.size() < limit) {
    section.families.push_back({name, run, 1});
  } else {
    add_once(section.left_out, name);
  }
}

PilotSection make_section(const RunList& runs, const Catalog& catalog, std::int64_t seed, std::size_t families) {
  PilotSection section;
  section.first = piloted(runs.front(), seed);
  for (const RunParams& run : runs) {
    const StrategyTraits traits = catalog.traits(run.strategy);
    if (traits.judges_explanations)
      add_family(section, family_name(run, traits), piloted(run, seed), families);
    else
      add_once(section.others, run.strategy.name);
  }
  section.judges = !section.families.empty();
  if (!section.judges) section.families.push_back({runs.front().strategy.name, section.first, runs.size()});
  const Value config = to_config(section.first);
  for (const std::string& key : varying_keys(runs)) {
    if (is_replication_key(key) || key == "strategy" || key.starts_with("strategy.")) continue;
    section.varied.push_back(setting(config, key));
  }
  return section;
}

}  // namespace

std::int64_t pilot_seed(const Sweep& sweep) {
  std::int64_t seed = kFirstSeed;
  while (has_seed(sweep.runs, seed)) ++seed;
  return seed;
}

PilotPlan plan_pilot(const Sweep& sweep, const Catalog& catalog, std::int64_t seed, std::size_t sections,
                     std::size_t families) {
  std::vector<RunList> groups;
  for (const RunParams& run : sweep.runs) {
    auto group = std::ranges::find_if(groups, [&](const auto& other) { return same_section(other.front(), run); });
    if (group == groups.end()) group = groups.insert(groups.end(), RunList());
    group->push_back(run);
  }
  PilotPlan plan{seed, {}, {}};
  const std::vector<std::string> varying = varying_keys(sweep.runs);
  for (const auto& runs : groups) {
    const std::string name = section_name(runs.front(), varying);
    if (plan.sections.size() == sections) {
      plan.left_out.push_back(name);
      continue;
    }
    const ComponentSpec& explainer = runs.front().explainer;
    refuse_unless(
        std::dynamic_pointer_cast<const RiseParams>(explainer_params(explainer)) != nullptr,
        "xil pilot tries the masks of rise and invrise, and '{}' has none of their kind: pilot the sweep with "
        "explainer=invrise",
        explainer.name);
    plan.sections.push_back(make_section(runs, catalog, seed, families));
    plan.sections.back().name = name;
  }
  return plan;
}

}  // namespace xil
