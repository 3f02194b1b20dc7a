#include "framework/core/catalogue/run_params.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "framework/core/base/digest.h"
#include "framework/core/base/pinned_file.h"
#include "framework/core/catalogue/foreign_run.h"
#include "framework/core/catalogue/models.h"

namespace xil {
namespace {

Value spec_value(const ComponentSpec& spec) {
  Value::Map map{{"name", Value(spec.name)}};
  for (const auto& entry : *spec.params.get<Value::Map>()) map.push_back(entry);
  return Value(std::move(map));
}

/// An entry of a map as to_json() writes it.
std::string entry_text(const std::string& key, const Value& value) {
  return fmt::format("{}: {}", json_string(key), to_json(value));
}

/// Resolves the component "casting" or {name: casting, size: 64}.
ComponentSpec read_spec(const Value& given, std::string_view key, std::span<const RegistryEntry> table) {
  const auto [name, params] = named_spec(given, key);
  return resolved(table, key, name, params);
}

void refuse_unknown_keys(const Value& config) {
  std::vector<std::string> known(kComponentKeys.begin(), kComponentKeys.end());
  for (const std::string& name : field_names<RunParams>()) known.push_back(name);
  detail::known_entries(config, "a run", known);
}

/// Removes from `value` every entry that equals the same entry of `defaults`, maps inside included.
void erase_defaults(Value& value, const Value& defaults) {
  for (const auto& [key, standard] : *defaults.get<Value::Map>()) {
    Value* entry = value.find(key);
    if (entry == nullptr) continue;
    if (entry->get<Value::Map>() && standard.get<Value::Map>()) {
      erase_defaults(*entry, standard);
      if (entry->get<Value::Map>()->empty()) value.erase(key);
    } else if (*entry == standard) {
      value.erase(key);
    }
  }
}

/// Resets what only a person is shown, or only a replayed session has.
void reset_other_experts(OracleParams& oracle) {
  const OracleParams defaults;
  if (oracle.expert != ExpertKind::Human) {
    oracle.person = defaults.person;
    oracle.maps = defaults.maps;
    oracle.near = defaults.near;
    oracle.accuracy = defaults.accuracy;
    oracle.practice = defaults.practice;
    oracle.questionnaires = defaults.questionnaires;
  }
  if (oracle.expert != ExpertKind::Replay) {
    oracle.missing = defaults.missing;
    oracle.session = defaults.session;
  } else {
    oracle.session = parse_pinned(oracle.session).sha256;
  }
}

/// A person, or a replay that refuses what the person did not answer, takes the time that it takes and has no noise but
/// their own.
void reset_simulation(OracleParams& oracle) {
  const OracleParams defaults;
  if (oracle.expert == ExpertKind::Simulated) return;
  if (oracle.expert == ExpertKind::Replay && oracle.missing == MissingAnswers::Simulate) return;
  oracle.verdict_threshold = defaults.verdict_threshold;
  oracle.confounder_threshold = defaults.confounder_threshold;
  oracle.label_noise = defaults.label_noise;
  oracle.mask_noise = MaskNoise::None;
  oracle.look_s = defaults.look_s;
  oracle.label_s = defaults.label_s;
  oracle.region_s = defaults.region_s;
  oracle.glance_s = defaults.glance_s;
  oracle.class_regions.clear();
}

void reset_ineffective_oracle(OracleParams& oracle, const StrategyTraits& traits) {
  const OracleParams defaults;
  reset_other_experts(oracle);
  reset_simulation(oracle);
  if (!traits.judges_explanations && !traits.uses_maps) oracle.maps = defaults.maps;
  if (!traits.judges_explanations) {
    oracle.verdict = defaults.verdict;
    oracle.verdict_threshold = defaults.verdict_threshold;
    oracle.confounder_threshold = defaults.confounder_threshold;
  }
  if (!traits.judges_explanations && !traits.uses_maps) oracle.highlight = defaults.highlight;
  if (!traits.marks_regions() && !traits.judges_explanations) oracle.class_regions.clear();
  if (!traits.marks_regions() && oracle.class_regions.empty()) oracle.region_s = defaults.region_s;
  if (!traits.marks_regions()) oracle.mask_noise = MaskNoise::None;
  if (!traits.asks_groups) oracle.glance_s = defaults.glance_s;
  const MaskNoise noise = oracle.mask_noise;
  if (noise == MaskNoise::None) oracle.mask_noise_rate = defaults.mask_noise_rate;
  if (noise != MaskNoise::Incomplete) oracle.mask_noise_share = defaults.mask_noise_share;
  if (noise != MaskNoise::Dilated && noise != MaskNoise::Shifted) oracle.mask_noise_px = defaults.mask_noise_px;
}

void reset_ineffective_training(RunParams& run, const StrategyTraits& traits) {
  const TrainingParams defaults;
  TrainingParams& training = run.training;
  if (training.keep != KeepState::Best) training.check_every = defaults.check_every;
  if (training.optimiser != OptimiserKind::Sgd) training.momentum = defaults.momentum;
  if (!traits.marks_regions()) training.corrections_after = defaults.corrections_after;
  if (model_params(run.model)->has_frozen_backbone()) training.backbone_rate = defaults.backbone_rate;
}

/// Resets the parameters of rounds for a strategy that labels the whole pool at once: after that fit nothing is shown
/// to the expert, so that they have no effect.
void reset_rounds(RunParams& run) {
  const RunParams defaults;
  run.rounds = defaults.rounds;
  run.query_batch = defaults.query_batch;
  run.initial = defaults.initial;
  run.restart = defaults.restart;
  run.until = defaults.until;
  run.oracle.order = defaults.oracle.order;
  run.oracle.label_noise = defaults.oracle.label_noise;  // the initial set has the true labels
  run.oracle.look_s = defaults.oracle.look_s;
  run.oracle.label_s = defaults.oracle.label_s;
}

/// Resets the parameters that cannot influence this run, so that runs which differ only in them are the same run.
RunParams normalised_parameters(RunParams run, const StrategyTraits& traits) {
  const RunParams defaults;
  if (!traits.has_neighbours) run.budget = defaults.budget;
  reset_ineffective_oracle(run.oracle, traits);
  if (traits.labels_all) reset_rounds(run);
  if (run.until != Until::Shown) run.until_shown = defaults.until_shown;
  if (run.until != Until::Target) run.until_accuracy = defaults.until_accuracy;
  if (run.metrics.binarise != Binarise::Quantile) run.metrics.quantile = defaults.metrics.quantile;
  reset_ineffective_training(run, traits);
  run.model = {run.model.name, model_params(run.model)->identity()};
  for (auto* own : {&run.split_seed, &run.model_seed, &run.oracle_seed}) {
    if (*own == run.seed) own->reset();
  }
  return run;
}

}  // namespace

std::span<const RegistryEntry> table_of(const Catalog& catalog, std::string_view key) {
  if (key == "dataset") return catalog.datasets;
  if (key == "strategy") return catalog.strategies;
  if (key == "model") return catalog.models;
  return catalog.explainers;
}

ComponentSpec& spec_of(RunParams& run, std::string_view key) {
  if (key == "dataset") return run.dataset;
  if (key == "strategy") return run.strategy;
  if (key == "model") return run.model;
  return run.explainer;
}

const ComponentSpec& spec_of(const RunParams& run, std::string_view key) {
  return spec_of(const_cast<RunParams&>(run), key);
}

void RunParams::validate() const {
  for (const auto& own : {std::optional(seed), split_seed, model_seed, oracle_seed}) {
    refuse_unless(own.value_or(0) >= 0, "'seed' must not be negative, got {}", own.value_or(0));
  }
  check_within("rounds", rounds, 0, 100000);
  check_within("until_shown", until_shown, 1, 1e9);
  check_within("until_accuracy", until_accuracy, 0, 1);
  check_within("query_batch", query_batch, 1, 1e6);
  check_within("initial", initial, 2, 1e6);
  check_within("updates", updates, 1, 1e7);
  refuse_unless(training.corrections_after < updates || training.corrections_after == 0,
                "'training.corrections_after' is {}, and a fit has {} 'updates': none is left for the corrections",
                training.corrections_after, updates);
  for (const std::int64_t round : explain_at) {
    check_within("explain_at", round, 0, static_cast<double>(rounds));
  }
  check_within("explain_items", explain_items, 0, 1e6);
  check_within("threads", threads, 1, 1024);
}

bool RunParams::explains_at(std::int64_t round, bool last) const {
  if (explain_at.empty()) return round == 0 || round == rounds / 2 || round == rounds || last;
  return std::find(explain_at.begin(), explain_at.end(), round) != explain_at.end();
}

Value to_config(const RunParams& run) {
  Value config(Value::Map{{"dataset", spec_value(run.dataset)},
                          {"strategy", spec_value(run.strategy)},
                          {"model", spec_value(run.model)},
                          {"explainer", spec_value(run.explainer)}});
  const Value rest = to_value(run);
  for (const auto& entry : *rest.get<Value::Map>()) config.set(entry.first, entry.second);
  set_unknown(config, run.unknown);
  return config;
}

RunParams read_run(const Value& config, const Catalog& catalog) {
  refuse_unless(config.get<Value::Map>() != nullptr, "{}: a run must be a map of parameters, not {}", config.where,
                kind_name(config));
  if (catalog.foreign) return read_foreign_run(config, catalog);
  refuse_unknown_keys(config);
  Value rest = config;
  for (const std::string_view key : kComponentKeys) rest.erase(key);
  RunParams run = read_params<RunParams>(rest, "run");
  for (const std::string_view key : kComponentKeys) {
    ComponentSpec& spec = spec_of(run, key);
    const Value* given = config.find(key);
    spec = read_spec(given ? *given : Value(spec.name), key, table_of(catalog, key));
  }
  if (catalog.check) catalog.check(run);
  return run;
}

Catalog tolerant(const Catalog& catalog) {
  Catalog same = catalog;
  same.foreign = true;
  return same;
}

Value identity(const RunParams& given, const Catalog& catalog) {
  RunParams run = normalised_parameters(given, catalog.traits(given.strategy));
  if (catalog.normalised) run.strategy.params = catalog.normalised(run.strategy);
  Value config = to_config(run);
  static const Value kDefaults = to_value(RunParams{});  // sweeps have thousands of runs
  erase_defaults(config, kDefaults);
  for (const std::string_view key : kComponentKeys) {  // the name always stays: its parameters' defaults depend on it
    const std::string& name = spec_of(run, key).name;
    Value* spec = config.find(key);
    erase_defaults(*spec, find_entry(table_of(catalog, key), name, key).resolve(Value(Value::Map{}), key));
  }
  // The place of files is not part of the identity: the digest, not the path, tells their content.
  for (const std::string_view place : kPlaceKeys) config.find("dataset")->erase(place);
  return config;
}

std::string run_id(const RunParams& run, const Catalog& catalog) { return SeedIds(run, catalog).of(seeds_of(run)); }

Seeds seeds_of(const RunParams& run) { return {run.seed, run.split_seed, run.model_seed, run.oracle_seed}; }

void set_seeds(RunParams& run, const Seeds& seeds) {
  run.seed = seeds.seed;
  run.split_seed = seeds.split;
  run.model_seed = seeds.model;
  run.oracle_seed = seeds.oracle;
}

void set_seeds(Value& config, const Seeds& seeds) {
  const auto values = seeds.values();
  for (std::size_t i = 0; i < values.size(); ++i) config.set(kSeedKeys[i], values[i] ? Value(*values[i]) : Value());
}

SeedIds::SeedIds(const RunParams& any, const Catalog& catalog) {
  if (!any.unknown.empty()) {
    config_ = to_config(any);
    return;
  }
  RunParams run = any;
  set_seeds(run, {1, 2, 3, 4});  // neither defaults nor equal, so that the identity has all of them
  const Value whole = identity(run, catalog);
  std::vector<std::string> before, after;
  bool passed = false;
  for (const auto& [key, value] : *whole.get<Value::Map>()) {
    const bool is_seed = std::ranges::find(kSeedKeys, key) != kSeedKeys.end();
    passed = passed || is_seed;
    if (!is_seed) (passed ? after : before).push_back(entry_text(key, value));
  }
  before_ = fmt::format("{}", fmt::join(before, ", "));
  for (const std::string& entry : after) after_ += ", " + entry;
}

std::string SeedIds::of(const Seeds& seeds) const {
  if (!config_.is_null()) {
    Value config = config_;
    set_seeds(config, seeds);
    return sha256(to_json(config)).substr(0, 16);
  }
  // Entries that equal their defaults are no part of an identity.
  std::string own;
  const auto values = seeds.values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::int64_t standard = i == 0 ? 0 : seeds.seed;
    if (values[i].value_or(standard) != standard) own += fmt::format(", \"{}\": {}", kSeedKeys[i], *values[i]);
  }
  return sha256(
             fmt::format("{{\"defaults_version\": {}, \"run\": {{{}{}{}}}}}", kDefaultsVersion, before_, own, after_))
      .substr(0, 16);
}

}  // namespace xil
