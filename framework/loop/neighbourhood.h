#pragma once

#include <span>

#include "framework/core/learner.h"
#include "framework/loop/classification_metrics.h"

namespace xil {

/// How alike items with a defect and their `count` nearest pool items are, by cosine of features centred on the pool's mean
/// (what near hits and near misses rest on). Means over those of `items` that have a defect type; NaN where none has:
/// neighbour_same_type          share of the neighbours with the same defect type
/// neighbour_overlap            mean Jaccard index of the marked defects; a neighbour without one counts 0
/// random_same_type, random_overlap    the same for a random pool item: the mean over all of them
/// random_defect_same_type, random_defect_overlap  for a random pool item with a defect: what is left once the class is known
NamedValues neighbourhood_metrics(Learner& learner, const Dataset& dataset, std::span<const ItemId> items,
                                  std::size_t count);

}  // namespace xil
