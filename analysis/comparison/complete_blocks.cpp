#include "analysis/comparison/complete_blocks.h"

#include <algorithm>
#include <set>

namespace xil {
namespace {

std::vector<std::string> lacking(const UnitTable& table, const Unit& unit) {
  std::vector<std::string> strategies;
  for (const auto& [strategy, units] : table) {
    const auto found = units.find(unit);
    if (found == units.end() || !found->second) strategies.push_back(strategy);
  }
  return strategies;
}

/// Divides the units into shared and incomplete ones.
void divide_units(const UnitTable& table, CompleteBlocks& blocks) {
  blocks.units.clear();
  blocks.incomplete.clear();
  std::set<Unit> all;
  for (const auto& [strategy, units] : table) {
    for (const auto& [unit, present] : units) all.insert(unit);
  }
  for (const Unit& unit : all) {
    std::vector<std::string> without = lacking(table, unit);
    if (without.empty())
      blocks.units.push_back(unit);
    else
      blocks.incomplete.push_back({unit, std::move(without)});
  }
}

}  // namespace

CompleteBlocks complete_blocks(UnitTable table, NoSharedUnit policy) {
  CompleteBlocks blocks;
  divide_units(table, blocks);
  while (policy == NoSharedUnit::LeaveOutStrategies && blocks.units.empty() && table.size() > 1) {
    const auto fewest = std::ranges::min_element(table, {}, [](const auto& entry) { return entry.second.size(); });
    blocks.left_out.push_back(fewest->first);
    table.erase(fewest);
    divide_units(table, blocks);
  }
  for (const auto& [strategy, units] : table) blocks.strategies.push_back(strategy);
  return blocks;
}

}  // namespace xil
