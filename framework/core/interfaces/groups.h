#pragma once

#include <cstdint>
#include <string>

#include "framework/core/interfaces/dataset.h"

// The groups of items, class x confounder, that robust training balances and the worst of which a model is measured by
// (Sagawa et al. 2020).
namespace xil {

/// What an item's confounder says about its class.
enum class ConfounderState : std::uint8_t {
  None,         ///< no confounder is marked
  Agrees,       ///< it speaks for the item's class, or the set does not say for which class its confounders speak
  Contradicts,  ///< it speaks for another class
};
inline constexpr int kConfounderStates = 3;

/// `label`: the class that the item is taken for.
ConfounderState confounder_state(const Dataset& dataset, ItemId item, int label);

/// The number of a group: kConfounderStates * label + state.
int group_of(const Dataset& dataset, ItemId item, int label);

/// "coat, confounder contradicts"
std::string group_name(const DatasetInfo& info, int group);

}  // namespace xil
