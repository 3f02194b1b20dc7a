#include "framework/config/expand.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "framework/config/configure.h"
#include "framework/config/exclusions.h"
#include "framework/core/catalogue/datasets.h"

namespace xil {
namespace {

/// Legends, tables and file names have room for so many.
constexpr std::size_t kMostLabelCharacters = 80;

std::string label_text(const Value& given) {
  const auto* text = given.get<std::string>();
  refuse_unless(text != nullptr && text->find('\n') == std::string::npos,
                "{}: 'strategy.label' must be a text of one line, got {}: quote it if it looks like something else",
                given.where, to_json(given));
  refuse_unless(text->empty() || text->find_first_not_of(" \t") != std::string::npos,
                "{}: 'strategy.label' is blank: name what legends shall show, or leave it out", given.where);
  const auto characters = std::ranges::count_if(*text, [](char c) { return (c & 0xC0) != 0x80; });
  refuse_unless(characters <= static_cast<std::ptrdiff_t>(kMostLabelCharacters),
                "{}: 'strategy.label' has {} characters: it stands in legends, which have room for {}", given.where,
                characters, kMostLabelCharacters);
  return *text;
}

std::string describe(const RunParams& run) {
  return fmt::format("run dataset={} strategy={} seed={}", run.dataset.name, run.strategy.name, run.seed);
}

/// Visits the combinations one after the other and collects the runs.
class Expander {
 public:
  Expander(const SweepSpec& spec, const Keys& keys, const Catalog& catalog)
      : spec_(spec),
        keys_(keys),
        catalog_(catalog),
        unchecked_(catalog),
        exclusions_(spec.exclude, keys, catalog),
        chosen_(spec.axes.size(), 0) {
    unchecked_.check = nullptr;  // an excluded combination need not be valid
    fixed_used_ = std::vector<char>(spec.fixed.size(), 0);
    for (const Axis& axis : spec.axes) axis_used_.emplace_back(axis.keys.size(), 0);
    rule_used_ = std::vector<char>(spec.exclude.size(), 0);
  }

  Expansion run() {
    refuse_too_many();
    read_seeds();
    do {
      take(configure(settings(), spec_.file, keys_));
    } while (advance());
    refuse_unless(!result_.runs.empty(), "{}: no runs are left after 'exclude'", spec_.file);
    add_notes();
    return std::move(result_);
  }

 private:
  void refuse_too_many() const {
    double count = 1;
    for (const Axis& axis : spec_.axes) count *= static_cast<double>(axis.rows.size());
    refuse_unless(count <= static_cast<double>(kMaxRuns),
                  "{}: the grid has more than {} combinations, {:.15g} of them; split it into several sweeps",
                  spec_.file, kMaxRuns, count);
  }

  /// Reads the last axis where it has nothing but seeds: its runs share all else, which is then read once for all.
  void read_seeds() {
    if (spec_.axes.empty()) return;
    const Axis& last = spec_.axes.back();
    const auto is_seed = [](const std::string& key) { return std::ranges::find(kSeedKeys, key) != kSeedKeys.end(); };
    if (!std::ranges::all_of(last.keys, is_seed)) return;
    for (const std::vector<Value>& row : last.rows) {
      Value config(Value::Map{}, spec_.file);
      for (std::size_t column = 0; column < row.size(); ++column) config.set(last.keys[column], row[column]);
      seed_rows_.push_back(read_params<RunParams>(config, "run"));
    }
    std::ranges::fill(axis_used_.back(), 1);
  }

  /// The seeds of the runs that share all else with `run`.
  std::vector<Seeds> seeds_of_group(RunParams run) const {
    if (seed_rows_.empty()) return {seeds_of(run)};
    std::vector<Seeds> all;
    for (const RunParams& row : seed_rows_) {
      for (const std::string& key : spec_.axes.back().keys) copy_seed(row, key, run);
      all.push_back(seeds_of(run));
    }
    return all;
  }

  static void copy_seed(const RunParams& from, std::string_view key, RunParams& to) {
    if (key == "seed") to.seed = from.seed;
    if (key == "split_seed") to.split_seed = from.split_seed;
    if (key == "model_seed") to.model_seed = from.model_seed;
    if (key == "oracle_seed") to.oracle_seed = from.oracle_seed;
  }

  std::vector<Setting> settings() {
    std::vector<Setting> settings;
    for (std::size_t i = 0; i < spec_.fixed.size(); ++i) {
      settings.push_back({&spec_.fixed[i].first, &spec_.fixed[i].second, &fixed_used_[i]});
    }
    for (std::size_t a = 0; a < spec_.axes.size(); ++a) {
      const Axis& axis = spec_.axes[a];
      for (std::size_t column = 0; column < axis.keys.size(); ++column) {
        settings.push_back({&axis.keys[column], &axis.rows[chosen_[a]][column], &axis_used_[a][column]});
      }
    }
    return settings;
  }

  /// The next combination, the last axis fastest, but for an axis of seeds; false after the last one.
  bool advance() {
    for (std::size_t a = chosen_.size() - (seed_rows_.empty() ? 0 : 1); a-- > 0;) {
      if (++chosen_[a] < spec_.axes[a].rows.size()) return true;
      chosen_[a] = 0;
    }
    return false;
  }

  /// Takes the runs of a configuration, one for every seed.
  void take(Value config) {
    const std::optional<Value> label = take_label(config);
    RunParams run = read_run(config, unchecked_);
    const SeedIds ids(run, catalog_);
    Value whole = to_config(run);
    bool is_checked = false, is_listed = false;
    for (const Seeds& seeds : seeds_of_group(run)) {
      set_seeds(whole, seeds);
      if (excluded(whole)) continue;
      set_seeds(run, seeds);
      if (!is_checked) check(run);
      is_checked = true;
      is_listed = add(run, ids.of(seeds), is_listed) || is_listed;
    }
    if (is_checked && label) keep_label(run.strategy, *label);
  }

  /// Adds a run unless an earlier one is the same. `same_group`: the run before it differs in seeds only.
  bool add(const RunParams& run, std::string id, bool same_group) {
    const auto [earlier, is_new] = seen_.emplace(id, result_.runs.size());
    if (!is_new) {
      refuse_other_place(result_.runs[earlier->second], run);
      return false;
    }
    if (same_group)
      result_.runs.push_back(seeds_of(run));
    else
      result_.runs.push_back(run);
    result_.run_ids.push_back(std::move(id));
    return true;
  }

  /// Cuts the strategy's label out of a configuration.
  static std::optional<Value> take_label(Value& config) {
    Value* strategy = config.find("strategy");
    const Value* label = strategy == nullptr ? nullptr : strategy->find(kLabelKey);
    if (label == nullptr) return std::nullopt;
    Value taken = *label;
    strategy->erase(kLabelKey);
    return taken;
  }

  void keep_label(const ComponentSpec& strategy, const Value& given) {
    const std::string label = label_text(given);
    const auto [kept, is_new] = result_.labels.emplace(strategy_key(strategy, catalog_), label);
    refuse_unless(is_new || kept->second == label,
                  "{}: strategy '{}' has two labels for the same parameters, {} and {}: a label belongs to a strategy "
                  "with its own parameters, and what else tells runs apart is added to it",
                  given.where, strategy.name, json_string(kept->second), json_string(label));
  }

  /// Refuses runs whose datasets differ only in their paths: such runs have the same id, though the user probably means
  /// two.
  void refuse_other_place(const RunParams& earlier, const RunParams& run) const {
    if (!run.unknown.empty()) return;
    for (const std::string_view place : kPlaceKeys) {
      const Value* one = earlier.dataset.params.find(place);
      const Value* other = run.dataset.params.find(place);
      refuse_unless(one == nullptr || other == nullptr || *one == *other,
                    "{}: two datasets '{}' differ in '{}' only, which tells no runs apart: {}", spec_.file,
                    run.dataset.name, place,
                    dataset_params(run.dataset)->image_set() ? "give each its own 'title'" : "leave one of them out");
    }
  }

  bool excluded(const Value& config) {
    if (spec_.exclude.empty()) return false;
    const std::vector<std::size_t> rules = exclusions_.matching(config);
    for (const std::size_t rule : rules) rule_used_[rule] = 1;
    return !rules.empty();
  }

  void check(const RunParams& run) const try {
    if (catalog_.check && run.unknown.empty()) catalog_.check(run);
  } catch (const Error& error) {
    refuse("{}: {}: {}", spec_.file, describe(run), error.what());
  }

  void add_notes() {
    const auto note = [&](const std::string& where, const std::string& key) {
      result_.notes.push_back(fmt::format("{}: '{}' has no effect: nothing that is chosen has it", where, key));
    };
    for (std::size_t i = 0; i < spec_.fixed.size(); ++i) {
      if (!fixed_used_[i]) note(spec_.fixed[i].second.where, spec_.fixed[i].first);
    }
    for (std::size_t a = 0; a < spec_.axes.size(); ++a) {
      for (std::size_t column = 0; column < axis_used_[a].size(); ++column) {
        if (!axis_used_[a][column]) note(spec_.axes[a].rows[0][column].where, spec_.axes[a].keys[column]);
      }
    }
    for (std::size_t i = 0; i < spec_.exclude.size(); ++i) {
      if (rule_used_[i]) continue;
      result_.notes.push_back(fmt::format("{}: this entry of 'exclude' matches no run", spec_.exclude[i].where));
    }
  }

  const SweepSpec& spec_;
  const Keys& keys_;
  const Catalog& catalog_;
  Catalog unchecked_;
  Exclusions exclusions_;
  std::vector<std::size_t> chosen_;  ///< row of every axis
  std::vector<char> fixed_used_, rule_used_;
  std::vector<std::vector<char>> axis_used_;
  std::vector<RunParams> seed_rows_;                   ///< the rows of the last axis, if it has nothing but seeds
  std::unordered_map<std::string, std::size_t> seen_;  ///< run id -> its place in the result
  Expansion result_;
};

}  // namespace

bool is_known_strategy(const Catalog& catalog, std::string_view name) {
  return std::ranges::find(catalog.strategies, name, &RegistryEntry::name) != catalog.strategies.end();
}

Expansion expand(const SweepSpec& spec, const Keys& keys, const Catalog& catalog) {
  return Expander(spec, keys, catalog).run();
}

}  // namespace xil
