#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/run_groups.h"
#include "framework/core/interfaces/region_loss.h"

namespace xil {

enum class Restart { Cold, Warm };
enum class Until { Rounds, Shown, Target };
enum class BudgetAxis { Shown, Queries };
enum class MapRetention { None, Shown, All };
enum class ModelRetention { None, Final, All };

template <>
struct EnumNames<Restart> {
  static constexpr std::array<std::string_view, 2> names = {"cold", "warm"};
};
template <>
struct EnumNames<Until> {
  static constexpr std::array<std::string_view, 3> names = {"rounds", "shown", "target"};
};
template <>
struct EnumNames<BudgetAxis> {
  static constexpr std::array<std::string_view, 2> names = {"shown", "queries"};
};
template <>
struct EnumNames<MapRetention> {
  static constexpr std::array<std::string_view, 3> names = {"none", "shown", "all"};
};
template <>
struct EnumNames<ModelRetention> {
  static constexpr std::array<std::string_view, 3> names = {"none", "final", "all"};
};

/// One run: everything that its result depends on. The defaults of the components' own parameters are in the tables.
struct RunParams {
  ComponentSpec dataset{"decoy_fashion_mnist"};
  ComponentSpec strategy{"random"};
  ComponentSpec model{"simple_cnn"};
  ComponentSpec explainer{"invrise"};
  OracleParams oracle;
  TrainingParams training;
  MetricsParams metrics;
  std::int64_t seed = 0;
  std::optional<std::int64_t> split_seed, model_seed, oracle_seed;
  std::int64_t rounds = 10;
  Until until = Until::Rounds;
  std::int64_t until_shown = 100;
  double until_accuracy = 0.95;
  std::int64_t query_batch = 10;
  std::int64_t initial = 20;
  std::int64_t updates = 300;
  Restart restart = Restart::Cold;
  BudgetAxis budget = BudgetAxis::Shown;
  std::vector<std::int64_t> explain_at;
  std::int64_t explain_items = 40;
  MapRetention saliency = MapRetention::Shown;
  ModelRetention models = ModelRetention::None;
  std::int64_t threads = 1;
  /// What a configuration of another version says that this program does not know, by dotted key: names of components,
  /// their parameters (which stand in the spec as well), other keys, and words that an enumeration lacks. A run that
  /// has any can be counted, compared and drawn, and cannot be carried out; its id is that of its file.
  Value::Map unknown = {};

  std::uint64_t split_stream() const { return static_cast<std::uint64_t>(split_seed.value_or(seed)); }
  std::uint64_t model_stream() const { return static_cast<std::uint64_t>(model_seed.value_or(seed)); }
  std::uint64_t oracle_stream() const { return static_cast<std::uint64_t>(oracle_seed.value_or(seed)); }
  /// Whether explanation metrics are measured in this round: those of `explain_at`, or, if it is empty, the first, the
  /// middle and the last. `last` says that no round follows, whatever `rounds` is.
  bool explains_at(std::int64_t round, bool last = false) const;

  /// All members but the four components, which are read with the tables of the catalog.
  void fields(auto&& f) {
    f("oracle", oracle, "the simulated expert");
    f("training", training, "the optimiser");
    f("metrics", metrics, "what is measured besides what always is");
    f("seed", seed, "replication unit");
    f("split_seed", split_seed, "names the split and the initial set; default: seed");
    f("model_seed", model_seed, "names initial weights, batches and masks; default: seed");
    f("oracle_seed", oracle_seed, "names the expert's noise; default: seed");
    f("rounds", rounds, "rounds after round 0, at most");
    f("until", until, "shown, target: ends after the round that reaches until_shown or until_accuracy, if one does");
    f("until_shown", until_shown, "until: shown: items that the expert looks at in all, neighbours included");
    f("until_accuracy", until_accuracy, "until: target: accuracy on the validation items");
    f("query_batch", query_batch, "items shown per round");
    f("initial", initial, "labelled items at the start, drawn evenly from the classes");
    f("updates", updates, "optimiser updates per round, the same for every strategy");
    f("restart", restart, "cold: every round from the same initial weights; warm: from the last round's");
    f("budget", budget, "shown: neighbours count in query_batch; queries: they come on top");
    f("explain_at", explain_at, "rounds with explanation metrics; empty: first, middle, last");
    f("explain_items", explain_items, "test items with regions that are explained for the metrics");
    f("saliency", saliency, "maps kept in the run file");
    f("models", models, "model states kept in OUT/models");
    f("threads", threads, "threads of one run");
  }
  bool operator==(const RunParams&) const = default;
  void validate() const;
};

/// What tells replications of one setting apart.
struct Seeds {
  std::int64_t seed = 0;
  std::optional<std::int64_t> split, model, oracle;
  auto operator<=>(const Seeds&) const = default;
  /// In the order of kSeedKeys.
  std::array<std::optional<std::int64_t>, 4> values() const { return {seed, split, model, oracle}; }
};
inline constexpr std::array<std::string_view, 4> kSeedKeys = {"seed", "split_seed", "model_seed", "oracle_seed"};
Seeds seeds_of(const RunParams& run);
void set_seeds(RunParams& run, const Seeds& seeds);
/// The same in a whole configuration (to_config()).
void set_seeds(Value& config, const Seeds& seeds);

/// What choosing the items of a round costs besides predicting the pool.
enum class QueryWork {
  Little,
  Clusters,  ///< k-means of the pool and the labelled items into as many clusters as items are labelled by then
  AllPairs,  ///< distances between all of these items
};

/// The parts of a run that a strategy, with its parameters, uses; the loop and the identity of runs depend on them.
struct StrategyTraits {
  bool judges_explanations = false;  ///< shows the expert saliency maps and asks for a verdict on them
  bool uses_maps = false;            ///< needs maps of shown items, judged or not
  bool has_neighbours = false;       ///< may show neighbours of a query
  bool uses_features = false;        ///< needs penultimate features of the pool and of the labelled items
  bool labels_all = false;           ///< the initial set is the whole pool, items are corrected, no round follows
  std::int64_t explained = 0;        ///< labels_all: so many items are corrected; 0: all
  std::int64_t dropout_passes = 0;   ///< predictions under dropout that it needs of the pool
  std::int64_t copies = 0;           ///< edited copies of one item that training may get, at most
  std::int64_t neighbours = 0;       ///< near hits, and near misses, of one query, at most
  bool asks_groups = false;          ///< the expert tells the group of every labelled item (oracle.glance_s each)
  double early_share = 0;            ///< updates of an early fit before each fit, as a share of `updates`
  std::int64_t refits = 0;           ///< logistic regressions after each fit
  QueryWork query_work = QueryWork::Little;
  std::vector<RegionLossKind> region_losses = {};  ///< terms of the loss that a corrected item may get

  bool makes_copies() const { return copies > 0; }
  /// May an answer ask the expert for a region?
  bool marks_regions() const { return makes_copies() || !region_losses.empty(); }
};

/// The tables of everything that can be chosen by name, and what strategies declare about themselves.
struct Catalog {
  std::span<const RegistryEntry> datasets, strategies, models, explainers;
  std::function<StrategyTraits(const ComponentSpec&)> traits;
  /// Returns a strategy's parameters, with those reset that have no effect beside the others; null if all parameters
  /// always have an effect.
  std::function<Value(const ComponentSpec&)> normalised;
  /// Refuses a run whose strategy cannot work with its other parameters.
  std::function<void(const RunParams&)> check;
  /// Completes a dataset's map that names a packed file with the name and the parameters that the file holds; null if
  /// such maps are taken as they are.
  std::function<Value(const Value& dataset)> unpacked;
  /// Takes what the tables lack as plain values (RunParams::unknown) instead of refusing it: for results folders that
  /// another version made. What the tables have is checked as always.
  bool foreign = false;
};

/// The members of RunParams that are component specs, slowest first in an expanded sweep.
inline constexpr std::array<std::string_view, 4> kComponentKeys = {"dataset", "strategy", "model", "explainer"};
/// Parameters of datasets that only say where files lie and which are refused; they are not part of a run's identity.
inline constexpr std::array<std::string_view, 5> kPlaceKeys = {"root", "pictures_root", "packed", "max_megapixels",
                                                               "links"};
/// The table, and the member of a run, that belong to one of kComponentKeys.
std::span<const RegistryEntry> table_of(const Catalog& catalog, std::string_view component_key);
ComponentSpec& spec_of(RunParams& run, std::string_view component_key);
const ComponentSpec& spec_of(const RunParams& run, std::string_view component_key);

/// The complete configuration as a map with the canonical keys, defaults included.
Value to_config(const RunParams& run);
/// Reads a complete or partial configuration (a map with the canonical keys); a component that is a scalar is its name.
RunParams read_run(const Value& config, const Catalog& catalog);
/// The same catalog, which takes what it does not know as plain values.
Catalog tolerant(const Catalog& catalog);
/// The identity of a run: the parameters that differ from their defaults, without those that cannot have an effect on
/// the run.
Value identity(const RunParams& run, const Catalog& catalog);
/// 16 hexadecimal digits of the SHA-256 of the identity and the version of the defaults. Of a run with unknown parts:
/// digits that distinguish its configuration and are not the name of a file.
std::string run_id(const RunParams& run, const Catalog& catalog);

/// run_id() of runs that differ in nothing but their seeds: what they share is worked out once.
class SeedIds {
 public:
  SeedIds(const RunParams& any, const Catalog& catalog);
  std::string of(const Seeds& seeds) const;

 private:
  Value config_;                ///< of a run with unknown parts
  std::string before_, after_;  ///< of the others: the identity as text, around the seeds
};

/// Raised whenever a default changes, so that old and new runs are told apart.
inline constexpr int kDefaultsVersion = 1;

}  // namespace xil
