#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/config/run_list.h"
#include "framework/core/catalogue/hypothesis_terms.h"
#include "framework/core/catalogue/run_params.h"

namespace xil {

/// Names that `strategy: {name: ..., label: ...}` gives strategies in figures and tables, by strategy_key(). They are
/// no part of a run. An empty one takes back the label that an earlier sweep gave.
using StrategyLabels = std::map<std::string, std::string>;
/// Equal for strategies whose parameters have the same effect.
std::string strategy_key(const ComponentSpec& strategy, const Catalog& catalog);

/// The run without what tells replications of its condition apart (is_replication_key()): seeds, and who answered.
RunParams without_replication(const RunParams& run);
/// Equal for runs that differ in nothing but their unit of replication.
std::string condition_id(const RunParams& run, const Catalog& catalog);

/// A value that somebody published, and the runs that a sweep file compares with it.
struct PublishedValue {
  std::string condition;  ///< the words that chose the runs, as JSON
  std::string metric;     ///< a column of find_metric(); its final value is compared
  double value = 0;
  double deviation = 0;  ///< standard deviation as published; NaN: not told
  std::string source;    ///< who published it, and where
  std::vector<std::string> run_ids;
};

/// One test of a hypothesis: its two conditions on one data set.
struct HypothesisTest {
  std::string dataset;                               ///< its title, or its name
  std::vector<std::string> first_runs, second_runs;  ///< run ids; those at one place are a pair
  std::string first_condition, second_condition;     ///< condition_id() of the runs
  /// What is asked, as text: equal in two sweeps that ask the same of the same conditions, whatever they call them and
  /// however many seeds they have.
  std::string key;
};

/// A hypothesis of a sweep file (see hypotheses.h): no part of any run.
struct Hypothesis {
  HypothesisTerms terms;
  std::string first, second;       ///< the conditions in short: "active copies=3"
  std::vector<std::size_t> looks;  ///< numbers of seeds at which it is tested; empty: once, with all
  std::vector<HypothesisTest> tests;
  std::string where;  ///< "file:line"
};

/// A sweep file with its overrides, expanded.
///
/// Sections: `name`, `question` (one line for readers), `hypotheses` (what may be claimed) and `looks` (when), see
/// hypotheses.h, `published` (values to compare with, see published.h), `fixed`
/// (one value per key), `grid` (a list per key: all combinations), `zip` (a map of equally long lists that vary
/// together, or a list of such maps), `exclude` (a list of maps: a run that matches every entry of one map is left out;
/// a bare name matches a component whatever its parameters, a list matches any of its values). A dotted parameter such
/// as `strategy.refutations` applies to every run whose strategy has that parameter and is ignored in the others. Order
/// of the runs: datasets slowest, then strategies, models, explainers, the other keys as `RunParams` lists them, seeds
/// fastest; values of a key as written. Of equal runs (same run id) only the first is kept. A strategy's `label`
/// belongs to no run: it goes to `labels`.
struct Sweep {
  std::string name;
  RunList runs;
  std::vector<std::string> run_ids;  ///< run_ids[i] belongs to runs[i]
  std::vector<std::string> swept;    ///< the keys that vary, see varying_keys()
  std::vector<std::string> notes;    ///< entries that had no effect, one sentence each
  std::string frozen;                ///< YAML that expands to the same runs, overrides included
  std::string digest;                ///< 16 hexadecimal digits of the SHA-256 of `frozen`
  std::string question;              ///< what the sweep is to find out; empty if the file has no question
  StrategyLabels labels = {};
  std::vector<PublishedValue> published = {};  ///< no part of any run
  std::vector<Hypothesis> hypotheses = {};     ///< no part of any run
};

/// Expands a sweep. Every refusal is a configuration error that starts with "file:line" or "override '...'".
Sweep parse_sweep(std::string_view text, const std::string& file, std::span<const std::string> overrides,
                  const Catalog& catalog);
Sweep load_sweep(const std::filesystem::path& file, std::span<const std::string> overrides, const Catalog& catalog);

/// The keys whose value differs between runs, as dotted names in canonical order. A parameter of a component counts if
/// it differs between runs that chose the same name.
std::vector<std::string> varying_keys(const RunList& runs);
/// Who answers in a run whose expert is a person, and whose answers a replay repeats.
inline constexpr std::string_view kPersonKey = "oracle.person", kSessionKey = "oracle.session";
/// Whether a key tells replications of one condition apart: seeds, and the experts who answer.
bool is_replication_key(std::string_view key);
/// The varying keys, those of replications excepted, that differ between runs of one dataset with the same parameters:
/// they distinguish the conditions that are compared. A key that only follows the dataset is not among them.
std::vector<std::string> condition_keys(const RunList& runs);
/// The value of a dotted key of to_config(), or the name for a component; nullptr if this run has no such key.
const Value* config_value(const Value& config, std::string_view key);

}  // namespace xil
