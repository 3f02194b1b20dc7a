#include "framework/config/sweep.h"

#include <algorithm>
#include <map>
#include <set>

#include "framework/config/expand.h"
#include "framework/config/hypotheses.h"
#include "framework/config/overrides.h"
#include "framework/config/published.h"
#include "framework/config/yaml.h"
#include "framework/core/base/digest.h"

namespace xil {
namespace {

/// Collects the values of every key over the runs; a parameter of a component is collected per chosen name. A key that
/// only some runs have, as those of another version may, varies too.
class Variation {
 public:
  void add(const Value& config) {
    ++runs_;
    for (const auto& [key, value] : *config.get<Value::Map>()) {
      if (std::ranges::find(heads_, key) == heads_.end()) heads_.push_back(key);
      const Value* name = value.find("name");
      if (name != nullptr) observe(key, "", *name);
      const std::string owner = name ? *name->get<std::string>() : "";
      if (name != nullptr) ++owners_[{key, owner}];
      descend(key, owner, value);
    }
  }
  /// Says that a key varies.
  void mark(std::string_view key) { varying_.emplace(key); }
  std::vector<std::string> varying() const {
    std::set<std::string> varying = varying_;
    for (const auto& [key, seen] : seen_) {
      const auto owner = owners_.find({std::string(split_key(key.first).first), key.second});
      if (seen.count < (owner == owners_.end() ? runs_ : owner->second)) varying.insert(key.first);
    }
    std::vector<std::string> keys;
    for (const std::string& head : heads_) {
      for (const std::string& key : varying) {
        if (split_key(key).first == head) keys.push_back(key);
      }
    }
    return keys;
  }

 private:
  void descend(const std::string& key, const std::string& owner, const Value& value) {
    const auto* map = value.get<Value::Map>();
    if (map == nullptr) return observe(key, owner, value);
    for (const auto& [name, entry] : *map) {
      if (name != "name" || owner.empty()) descend(key + "." + name, owner, entry);
    }
  }
  void observe(const std::string& key, const std::string& owner, const Value& value) {
    const auto [seen, fresh] = seen_.try_emplace({key, owner}, Seen{value});
    ++seen->second.count;
    if (!fresh && !(seen->second.first == value)) varying_.insert(key);
  }

  struct Seen {
    Value first;
    std::size_t count = 0;
  };
  using KeyOfOwner = std::pair<std::string, std::string>;

  std::size_t runs_ = 0;
  std::vector<std::string> heads_;
  std::map<KeyOfOwner, Seen> seen_;
  std::map<KeyOfOwner, std::size_t> owners_;  ///< runs that chose a component of that name
  std::set<std::string> varying_;
};

}  // namespace

std::vector<std::string> varying_keys(const RunList& runs) {
  Variation variation;
  for (const RunParams& run : runs.groups()) variation.add(to_config(run));
  for (std::size_t key = 0; key < kSeedKeys.size(); ++key) {
    for (std::size_t i = 1; i < runs.size(); ++i) {
      if (runs.seeds(i).values()[key] == runs.seeds(0).values()[key]) continue;
      variation.mark(kSeedKeys[key]);
      break;
    }
  }
  return variation.varying();
}

bool is_replication_key(std::string_view key) {
  return key == "seed" || key.ends_with("_seed") || key == kPersonKey || key == kSessionKey;
}

RunParams without_replication(const RunParams& run) {
  RunParams same = run;
  same.seed = 0;
  same.split_seed.reset();
  same.model_seed.reset();
  same.oracle_seed.reset();
  same.oracle.person.clear();
  same.oracle.session.clear();
  return same;
}

std::string condition_id(const RunParams& run, const Catalog& catalog) {
  return run_id(without_replication(run), catalog);
}

std::vector<std::string> condition_keys(const RunList& runs) {
  std::map<std::string, Variation> datasets;
  Variation all;
  for (const RunParams& run : runs.groups()) {  // seeds distinguish no conditions
    const Value config = to_config(run);
    datasets[to_json(*config.find("dataset"))].add(config);
    all.add(config);
  }
  std::set<std::string> within;
  for (const auto& [dataset, variation] : datasets) {
    for (std::string& key : variation.varying()) within.insert(std::move(key));
  }
  std::vector<std::string> keys;
  for (std::string& key : all.varying()) {
    if (within.contains(key) && !is_replication_key(key)) keys.push_back(std::move(key));
  }
  return keys;
}

const Value* config_value(const Value& config, std::string_view key) {
  const Value* found = look_up(config, key);
  const Value* name = found ? found->find("name") : nullptr;
  return name ? name : found;
}

std::string strategy_key(const ComponentSpec& strategy, const Catalog& catalog) {
  const bool known = is_known_strategy(catalog, strategy.name);
  const Value& given = strategy.params;
  return strategy.name + " " + to_json(known && catalog.normalised ? catalog.normalised(strategy) : given);
}

Sweep parse_sweep(std::string_view text, const std::string& file, std::span<const std::string> overrides,
                  const Catalog& catalog) {
  const Keys keys(catalog);
  SweepSpec spec = read_spec(parse_yaml(text, file), file, keys);
  apply_overrides(spec, overrides, keys);
  if (catalog.unpacked) unpack_datasets(spec, keys, catalog);
  pin_files(spec);
  order_spec(spec, keys);
  Expansion expansion = expand(spec, keys, catalog);
  auto published = published_values(spec.published, expansion, keys, catalog, !overrides.empty());
  auto hypotheses = resolve_hypotheses(spec, expansion, keys, catalog, !overrides.empty());
  Sweep sweep{spec.name,
              std::move(expansion.runs),
              std::move(expansion.run_ids),
              {},
              std::move(expansion.notes),
              freeze(spec),
              {},
              spec.question,
              std::move(expansion.labels),
              std::move(published),
              std::move(hypotheses)};
  sweep.swept = varying_keys(sweep.runs);
  sweep.digest = sha256(sweep.frozen).substr(0, 16);
  return sweep;
}

Sweep load_sweep(const std::filesystem::path& file, std::span<const std::string> overrides, const Catalog& catalog) {
  return parse_sweep(read_config_file(file), file.string(), overrides, catalog);
}

}  // namespace xil
