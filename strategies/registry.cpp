#include "strategies/registry.h"

#include <array>

#include "framework/core/catalogue/models.h"
#include "strategies/active.h"
#include "strategies/badge.h"
#include "strategies/bald.h"
#include "strategies/baselines.h"
#include "strategies/caipi.h"
#include "strategies/coreset.h"
#include "strategies/nearcaipi.h"
#include "strategies/passive.h"
#include "strategies/probcover.h"
#include "strategies/random.h"
#include "strategies/typiclust.h"

namespace xil {
namespace {

using Maker = std::unique_ptr<Strategy> (*)(const ComponentParams& params);

struct StrategyEntry {
  RegistryEntry entry;
  Maker make;
  Value (*normalised)(const ComponentParams& params);
};

template <class P>
Value normalised_value(const ComponentParams& given) {
  P params = static_cast<const P&>(given);
  if constexpr (requires { params.reset_ineffective(); }) params.reset_ineffective();
  return to_value(params);
}

template <class P, std::unique_ptr<Strategy> (*make)(const P&)>
constexpr StrategyEntry strategy_entry(std::string_view name, std::string_view summary) {
  return {registry_entry<P>(name, summary),
          [](const ComponentParams& params) { return make(static_cast<const P&>(params)); }, normalised_value<P>};
}

// To add a strategy: write its .h/.cpp pair, name it in CMakeLists.txt and add one line here, sorted by name.
constexpr std::array kStrategies = {
    strategy_entry<ActiveParams, make_active>("active",
                                              "least confident items, label feedback; copies: control for refutations"),
    strategy_entry<BadgeParams, make_badge>("badge", "k-means++ over last-layer gradients (BADGE), label feedback"),
    strategy_entry<BaldParams, make_bald>("bald", "items that passes under dropout disagree on (BALD), label feedback"),
    strategy_entry<CaipiParams, make_caipi>("caipi",
                                            "least confident items, feedback on label and explanation, refutations"),
    strategy_entry<CoresetParams, make_coreset>("coreset",
                                                "items farthest from the labelled ones (k-centre), label feedback"),
    strategy_entry<DfrParams, make_dfr>("dfr",
                                        "last layer re-fitted on group-balanced items (DFR), label and group feedback"),
    strategy_entry<GroupDroParams, make_group_dro>(
        "group_dro", "training for the worst group (group DRO), label and group feedback"),
    strategy_entry<JttParams, make_jtt>("jtt", "errors of an early fit up-weighted (JTT), label feedback"),
    strategy_entry<NearCaipiParams, make_nearcaipi>("nearcaipi",
                                                    "CAIPI with near hits and near misses of corrected queries"),
    strategy_entry<PassiveParams, make_passive>("passive", "the whole pool labelled and corrected at once, no rounds"),
    strategy_entry<ProbCoverParams, make_probcover>("probcover",
                                                    "items whose balls cover most of the pool, label feedback"),
    strategy_entry<RandomParams, make_random>("random", "items in random order, label feedback"),
    strategy_entry<TypiClustParams, make_typiclust>("typiclust",
                                                    "typical items of clusters without labels, label feedback"),
};

constexpr auto kTable = [] {
  std::array<RegistryEntry, kStrategies.size()> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = kStrategies[i].entry;
  return table;
}();

const StrategyEntry& entry_of(const ComponentSpec& spec) {
  const RegistryEntry& entry = find_entry(kTable, spec.name, "strategy");
  return kStrategies[static_cast<std::size_t>(&entry - kTable.data())];
}

std::shared_ptr<const ComponentParams> strategy_params(const ComponentSpec& spec) {
  return params_of<ComponentParams>(spec, kTable, "strategy");
}

void check_dropout(const RunParams& run) {
  refuse_unless(model_params(run.model)->dropped_share() > 0,
                "strategy '{}' needs a model with dropout, and model '{}' has none: set model.dropout (.5, say)",
                run.strategy.name, run.model.name);
}

}  // namespace

std::span<const RegistryEntry> strategy_table() { return kTable; }

std::unique_ptr<Strategy> make_strategy(const ComponentSpec& spec) {
  return entry_of(spec).make(*strategy_params(spec));
}

Value normalised_parameters(const ComponentSpec& spec) { return entry_of(spec).normalised(*strategy_params(spec)); }

void check_strategy(const RunParams& run) {
  const StrategyTraits traits = make_strategy(run.strategy)->traits();
  if (traits.dropout_passes > 0) check_dropout(run);
  refuse_unless(!traits.asks_groups || run.oracle.expert != ExpertKind::Human,
                "strategy '{}' asks for the group of every item, which the page of a person does not: set "
                "'oracle.expert' to simulated, or take another strategy",
                run.strategy.name);
  if (!traits.has_neighbours || run.budget != BudgetAxis::Shown) return;
  const std::int64_t least = 1 + 2 * traits.neighbours;
  refuse_unless(
      run.query_batch >= least,
      "strategy '{}': 'query_batch' is {}, but a query with its neighbours needs {} (1 + 2k): raise query_batch "
      "or lower k",
      run.strategy.name, run.query_batch, least);
}

}  // namespace xil
