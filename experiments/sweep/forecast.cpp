#include "experiments/sweep/forecast.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "analysis/comparison/unit.h"
#include "analysis/statistics/advisor.h"
#include "analysis/statistics/statistics.h"
#include "experiments/sweep/run_labels.h"
#include "framework/core/catalogue/cost.h"
#include "framework/core/catalogue/datasets.h"
#include "strategies/registry.h"

namespace xil {
namespace {

constexpr double kSignificance = 0.05;

/// These keys with this run's values as a text, which is equal for runs that agree in them.
std::string signature(const Value& config, const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) {
    const Value* value = config_value(config, key);
    text += fmt::format("{}={};", key, value ? to_json(*value) : "");
  }
  return text;
}

bool substitutes_within_class(const Sweep& sweep) {
  return std::any_of(sweep.runs.begin(), sweep.runs.end(), [](const RunParams& run) {
    const Value settled = normalised_parameters(run.strategy);
    const Value* from = settled.find("from");
    return from != nullptr && *from == Value(std::string("same"));
  });
}

std::size_t seeds_for(std::size_t tests) {
  std::size_t seeds = 1;
  while (smallest_wilcoxon_p(seeds) * static_cast<double>(tests) > kSignificance) ++seeds;
  return seeds;
}

}  // namespace

SeedPower seed_power(const Sweep& sweep) {
  std::map<std::string, std::map<std::string, std::set<Unit>>> units;  // dataset -> condition -> units
  const std::vector<std::string> keys = condition_keys(sweep.runs);
  for (const RunParams& run : sweep.runs) {
    const Value config = to_config(run);
    units[to_json(*config.find("dataset"))][signature(config, keys)].insert({run.seed, expert_of(run)});
  }
  SeedPower power;
  for (const auto& [dataset, conditions] : units) {
    power.tests += conditions.size() * (conditions.size() - 1) / 2;
    for (const auto& [condition, own] : conditions) {
      if (power.seeds == 0 || own.size() < power.seeds) power.seeds = own.size();
    }
  }
  power.smallest_p = smallest_wilcoxon_p(power.seeds);
  if (power.tests > 0) power.seeds_needed = seeds_for(power.tests);
  return power;
}

std::string describe(const SeedPower& power) {
  if (power.tests == 0) return {};
  const bool enough = power.seeds >= power.seeds_needed;
  std::string text = fmt::format(
      "{} seed{}: the smallest two-sided p of a paired Wilcoxon test is {:.2g}; {} comparison{} under Holm can reach "
      ".05 with {} seeds or more{}",
      power.seeds, power.seeds == 1 ? "" : "s", power.smallest_p, power.tests, power.tests == 1 ? "" : "s",
      power.seeds_needed, enough ? "" : ", so this sweep cannot show a difference on that level");
  if (const auto effect = advise(power.seeds, power.tests).detectable_effect) {
    text += fmt::format("; a difference of {:.1f} deviations of the paired differences is then found with 80 % power",
                        *effect);
  }
  return text;
}

std::vector<std::string> plan_notes(const Sweep& sweep, const Catalog& catalog) {
  std::vector<std::string> notes = sweep.notes;
  std::map<std::string, std::set<std::string>> judged;  // dataset without regions -> strategies that judge explanations
  for (const RunParams& run : sweep.runs) {
    if (!dataset_params(run.dataset)->expected().regions && catalog.traits(run.strategy).judges_explanations) {
      judged[run.dataset.name].insert(run.strategy.name);
    }
  }
  if (substitutes_within_class(sweep)) {
    notes.emplace_back(
        "'from: same' takes pixels from the same class: void against a confounder that goes with the "
        "class");
  }
  for (const auto& [dataset, strategies] : judged) {
    notes.push_back(fmt::format("{} has no regions: {} get{} feedback on labels only there", dataset,
                                fmt::join(strategies, ", "), strategies.size() == 1 ? "s" : ""));
  }
  return notes;
}

std::string duration_text(double seconds) {
  if (seconds < 99.5) return fmt::format("{:.0f} s", seconds);
  if (seconds < 5940) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

std::string size_text(double bytes) {
  if (bytes < 1e6) return fmt::format("{:.0f} kB", std::ceil(bytes / 1e3));
  if (bytes < 1e9) return fmt::format("{:.0f} MB", bytes / 1e6);
  return fmt::format("{:.1f} GB", bytes / 1e9);
}

}  // namespace xil
