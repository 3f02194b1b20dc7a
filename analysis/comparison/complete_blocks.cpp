#include "analysis/comparison/complete_blocks.h"

#include <algorithm>
#include <set>

namespace xil {
namespace {

std::vector<std::string> lacking(const SeedTable& table, std::int64_t seed) {
  std::vector<std::string> strategies;
  for (const auto& [strategy, seeds] : table) {
    const auto found = seeds.find(seed);
    if (found == seeds.end() || !found->second) strategies.push_back(strategy);
  }
  return strategies;
}

/// Divides the seeds into shared and incomplete ones.
void divide_seeds(const SeedTable& table, CompleteBlocks& blocks) {
  blocks.seeds.clear();
  blocks.incomplete.clear();
  std::set<std::int64_t> all;
  for (const auto& [strategy, seeds] : table) {
    for (const auto& [seed, present] : seeds) all.insert(seed);
  }
  for (const std::int64_t seed : all) {
    std::vector<std::string> without = lacking(table, seed);
    if (without.empty())
      blocks.seeds.push_back(seed);
    else
      blocks.incomplete.push_back({seed, std::move(without)});
  }
}

}  // namespace

CompleteBlocks complete_blocks(SeedTable table, NoSharedSeed policy) {
  CompleteBlocks blocks;
  divide_seeds(table, blocks);
  while (policy == NoSharedSeed::LeaveOutStrategies && blocks.seeds.empty() && table.size() > 1) {
    const auto fewest = std::ranges::min_element(table, {}, [](const auto& entry) { return entry.second.size(); });
    blocks.left_out.push_back(fewest->first);
    table.erase(fewest);
    divide_seeds(table, blocks);
  }
  for (const auto& [strategy, seeds] : table) blocks.strategies.push_back(strategy);
  return blocks;
}

}  // namespace xil
