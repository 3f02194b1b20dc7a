#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "framework/core/base/enum_names.h"

namespace xil {

/// Position of an item in its dataset: 0 ... size() - 1.
using ItemId = std::uint32_t;

enum class Split : std::uint8_t { Pool, Validation, Test };
template <>
struct EnumNames<Split> {
  static constexpr std::array<std::string_view, 3> names = {"pool", "validation", "test"};
};

/// An item whose confounder speaks for no class, or that has none.
inline constexpr int kNoHint = -1;

struct Item {
  std::string path;  ///< file inside the dataset, or how the item is made
  Split split = Split::Pool;
  int label = 0;       ///< true class
  std::string type;    ///< defect type, empty for none
  int hint = kNoHint;  ///< class that the item's confounder speaks for, where the set says so
};

}  // namespace xil
