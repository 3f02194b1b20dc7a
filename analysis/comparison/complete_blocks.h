#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

// How runs are joined: on (dataset, seed), into blocks in which every strategy has every seed. Figures and tests both
// join here; they differ only in their policy for a strategy that shares no seed with the others.
namespace xil {

/// Of one dataset: strategy -> seed -> whether there is a value.
using SeedTable = std::map<std::string, std::map<std::int64_t, bool>>;

/// The policy if no seed is shared by all strategies.
enum class NoSharedSeed {
  LeaveOutStrategies,  ///< strategies with the fewest seeds first, until the others share one: for figures, which show
                       ///< what there is
  KeepStrategies,      ///< the result has no seeds: for tests, which never choose what they compare
};

struct IncompleteSeed {
  std::int64_t seed = 0;
  std::vector<std::string> lacking;  ///< strategies without a value, sorted
};

struct CompleteBlocks {
  std::vector<std::string> strategies;     ///< sorted
  std::vector<std::int64_t> seeds;         ///< ascending; every strategy has a value of each
  std::vector<IncompleteSeed> incomplete;  ///< the other seeds of these strategies, ascending
  std::vector<std::string> left_out;       ///< strategies, in the order in which they went
};
/// Precondition: there is a strategy, and with LeaveOutStrategies every strategy has a value.
CompleteBlocks complete_blocks(SeedTable table, NoSharedSeed policy);

}  // namespace xil
