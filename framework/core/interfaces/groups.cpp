#include "framework/core/interfaces/groups.h"

#include <fmt/format.h>

#include <array>

namespace xil {

ConfounderState confounder_state(const Dataset& dataset, ItemId item, int label) {
  const int hint = dataset.item(item).hint;
  if (hint == kNoHint) return dataset.confounder(item) == nullptr ? ConfounderState::None : ConfounderState::Agrees;
  return hint == label ? ConfounderState::Agrees : ConfounderState::Contradicts;
}

int group_of(const Dataset& dataset, ItemId item, int label) {
  return kConfounderStates * label + static_cast<int>(confounder_state(dataset, item, label));
}

std::string group_name(const DatasetInfo& info, int group) {
  constexpr std::array<const char*, kConfounderStates> kStates = {"no confounder", "confounder agrees",
                                                                  "confounder contradicts"};
  return fmt::format("{}, {}", info.class_names.at(static_cast<std::size_t>(group / kConfounderStates)),
                     kStates[static_cast<std::size_t>(group % kConfounderStates)]);
}

}  // namespace xil
