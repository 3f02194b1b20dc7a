#pragma once

#include <string>

#include "framework/core/base/value.h"
#include "framework/data/check/near_copies.h"

namespace xil {

/// What to do about near copies, in one sentence.
std::string advice_of(const NearCopies& copies);

/// The part of `xil data check` on near copies: how alike each picture is to its nearest neighbour, the groups at some
/// thresholds, and the advice.
std::string as_text(const NearCopies& copies);

/// pictures, identical, histogram (low, high, pictures), gap, proposed, one_group, thresholds (near_similarity, groups,
/// pictures, largest: those of the set's own threshold and of the proposed one among them, ascending), advice. Missing
/// values are null.
Value as_json(const NearCopies& copies);

}  // namespace xil
