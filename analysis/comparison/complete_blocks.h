#pragma once

#include <map>
#include <string>
#include <vector>

#include "analysis/comparison/unit.h"

// How runs are joined: on (dataset, unit), into blocks in which every strategy has every unit: every seed, or, where
// people answer, every pair of expert and seed. Figures and tests both
// join here; they differ only in their policy for a strategy that shares no seed with the others.
namespace xil {

/// Of one dataset: strategy -> unit -> whether there is a value.
using UnitTable = std::map<std::string, std::map<Unit, bool>>;

/// The policy if no unit is shared by all strategies.
enum class NoSharedUnit {
  LeaveOutStrategies,  ///< strategies with the fewest units first, until the others share one: for figures, which show
                       ///< what there is
  KeepStrategies,      ///< the result has no units: for tests, which never choose what they compare
};

struct IncompleteUnit {
  Unit unit;
  std::vector<std::string> lacking;  ///< strategies without a value, sorted
};

struct CompleteBlocks {
  std::vector<std::string> strategies;     ///< sorted
  std::vector<Unit> units;                 ///< ascending; every strategy has a value of each
  std::vector<IncompleteUnit> incomplete;  ///< the other units of these strategies, ascending
  std::vector<std::string> left_out;       ///< strategies, in the order in which they went
};
/// Precondition: there is a strategy, and with LeaveOutStrategies every strategy has a value.
CompleteBlocks complete_blocks(UnitTable table, NoSharedUnit policy);

}  // namespace xil
