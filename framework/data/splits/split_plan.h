#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "framework/core/catalogue/source_params.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/data/splits/dealing.h"

namespace xil {

/// Where each item of a set goes; nothing: it is left out.
struct SplitPlan {
  std::vector<std::optional<Split>> of;
  std::vector<std::string> notes;  ///< how many were left out, and why
};

/// Depends on the set, the parameters and the seed only.
///
/// Stratified: every (class, type) comes to its shares, to within an item, or to within a group where items are
/// grouped. Given: as the set says. Items with a member of their group further on, in the order pool, validation, test,
/// are left out; validation is dealt from the pool unless the set gives some.
///
/// Every class of the set has an item in the pool and in test: where the shares deal it none, fill_sides() moves some,
/// which is noted.
///
/// Configuration errors name the set and what to change: a given split that is missing, groups that are not listed, a
/// class without an item in pool or test, and what hold_out() refuses.
SplitPlan plan_split(const SourceSet& set, const SplitParams& params, std::uint64_t split_seed);

/// Leaves the items of `types` out of pool and validation; nothing else changes. `set` stands in front of messages.
/// Refuses types that no item, or none in test, has, and those without which the pool has less than two classes.
void hold_out(SplitPlan& plan, std::span<const Kind> kinds, std::span<const std::string> types, std::string_view set);

}  // namespace xil
