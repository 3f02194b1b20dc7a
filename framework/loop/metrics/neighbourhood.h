#pragma once

#include <cstddef>
#include <span>

#include "framework/core/interfaces/learner.h"
#include "framework/loop/metrics/classification_metrics.h"

namespace xil {

/// How alike items with a defect and their `count` nearest pool items are, by cosine of features centred on the pool's
/// mean (what near hits and near misses rest on). Means over those of `items` that have a defect type; NaN where none
/// has. Each value in `random_...` is that of a random pool item, the mean over all of them, and in
/// `random_defect_...` that of one with a defect: what is left once the class is known.
///   ..._same_type: the share of the neighbours with the same defect type
///   ..._overlap: the mean Jaccard index of the marked defects; a neighbour without one counts 0
NamedValues neighbourhood_metrics(Learner& learner, const Dataset& dataset, std::span<const ItemId> items,
                                  std::size_t count);

}  // namespace xil
