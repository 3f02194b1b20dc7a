#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/dataset.h"
#include "framework/core/image_sets.h"
#include "framework/core/source_set.h"

namespace xil {

/// Where each item of a set goes; nothing: it is left out.
struct SplitPlan {
  std::vector<std::optional<Split>> of;
  std::vector<std::string> notes;  ///< how many were left out, and why
};

/// Depends on the set, the parameters and the seed only. Stratified: every (class, type) comes to its shares, to within an
/// item, or to within a group where items are grouped. `title` stands in front of messages.
SplitPlan plan_split(const SourceSet& set, const SplitParams& params, std::uint64_t split_seed);

/// A set with one of its splits. Shares the pictures with all other splits.
std::shared_ptr<const Dataset> split_dataset(std::shared_ptr<const SourceSet> set, const SplitParams& params,
                                             std::uint64_t split_seed);

}  // namespace xil
