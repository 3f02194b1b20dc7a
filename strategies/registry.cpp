#include "strategies/registry.h"

#include <array>

#include "strategies/active.h"
#include "strategies/caipi.h"
#include "strategies/nearcaipi.h"
#include "strategies/random.h"

namespace xil {
namespace {

using Maker = std::unique_ptr<Strategy> (*)(const Value& params);

struct Entry {
  NamedParams line;
  Maker make;
};

template <class P, std::unique_ptr<Strategy> (*make)(const P&)>
constexpr Entry entry(std::string_view name, std::string_view summary) {
  return {named<P>(name, summary), [](const Value& params) { return make(read_params<P>(params, "strategy")); }};
}

// To add a strategy: write its .h/.cpp pair, name it in CMakeLists.txt and add one line here, sorted by name.
constexpr std::array kStrategies = {
    entry<ActiveParams, make_active>("active", "least confident items, label feedback; copies: control for refutations"),
    entry<CaipiParams, make_caipi>("caipi", "least confident items, feedback on label and explanation, refutations"),
    entry<NearCaipiParams, make_nearcaipi>("nearcaipi", "CAIPI with near hits and near misses of corrected queries"),
    entry<RandomParams, make_random>("random", "items in random order, label feedback"),
};

constexpr auto kTable = [] {
  std::array<NamedParams, kStrategies.size()> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = kStrategies[i].line;
  return table;
}();

}  // namespace

std::span<const NamedParams> strategy_table() { return kTable; }

std::unique_ptr<Strategy> make_strategy(const Choice& choice) {
  const NamedParams& line = find_named(kTable, choice.name, "strategy");
  return kStrategies[static_cast<std::size_t>(&line - kTable.data())].make(choice.params);
}

void check_strategy(const RunParams& run) {
  if (!make_strategy(run.strategy)->traits().has_neighbours || run.budget != BudgetAxis::Shown) return;
  const Value* k = run.strategy.params.find("k");
  const std::int64_t least = 1 + 2 * (k ? *k->get<std::int64_t>() : 0);
  refuse_unless(run.query_batch >= least,
                "strategy '{}': 'query_batch' is {}, but a query with its neighbours needs {} (1 + 2k): raise query_batch "
                "or lower k",
                run.strategy.name, run.query_batch, least);
}

}  // namespace xil
