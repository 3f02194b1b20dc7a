#pragma once

#include <cstdint>
#include <memory>

#include "framework/core/catalogue/source_params.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/interfaces/dataset.h"

namespace xil {

/// A set with one of its splits, as plan_split() deals it: the set's items in their order, without those that are left
/// out. It shares the pictures with all other splits of the set. The digest is the SHA-256 of the set's digest and of
/// path, split, label and type of every item.
std::shared_ptr<const Dataset> split_dataset(std::shared_ptr<const SourceSet> set, const SplitParams& params,
                                             std::uint64_t split_seed);

}  // namespace xil
