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

/// The split of each item of a set; std::nullopt for an item that is left out.
struct SplitPlan {
  std::vector<std::optional<Split>> of;
  std::vector<std::string> notes;  ///< how many items were left out, and why
};

/// Plans a split; depends on the set, the parameters and the seed only.
///
/// Stratified: every (class, type) reaches its shares, to within an item, or to within a group if items are grouped.
/// The tiles of a picture stay on one side, whatever `groups` says, and are dealt as the kind of the picture's defect.
/// Given: the split is the set's own. Items are left out if a member of their group is in a later split, in the order
/// pool, validation, test. Validation is dealt from the pool unless the set gives a validation split.
///
/// Every class of the set has an item in the pool and in test: if the shares deal it none, fill_sides() moves some,
/// which is noted.
///
/// Configuration errors name the set and what to change. The reasons are: a given split that is missing, groups that
/// are not listed, a class without an item in pool or test, and the refusals of hold_out().
SplitPlan plan_split(const SourceSet& set, const SplitParams& params, std::uint64_t split_seed);

/// Removes the items of `types` from pool and validation; nothing else changes. `set` stands in front of messages.
/// Refuses types that no item has, or none in test, and types without which the pool would have fewer than two classes.
void hold_out(SplitPlan& plan, std::span<const Kind> kinds, std::span<const std::string> types, std::string_view set);

}  // namespace xil
