#pragma once

#include <cstddef>
#include <span>

#include "framework/core/interfaces/learner.h"
#include "framework/loop/metrics/classification_metrics.h"

namespace xil {

/// Similarity of defective items to their `count` nearest pool items. Nearest is by cosine of features centred on the
/// pool's mean, by which near hits and near misses are chosen too. Means over those of `items` that have a defect type;
/// NaN if none has one.
/// - neighbour_same_type: share of the neighbours with the same defect type
/// - neighbour_overlap: mean Jaccard index of the marked defects; a neighbour without one counts 0
/// - random_same_type, random_overlap: the same, averaged over all pool items instead of the neighbours
/// - random_defect_same_type, random_defect_overlap: the same, averaged over the pool items with a defect (the
///   baseline once the class is known)
NamedValues neighbourhood_metrics(Learner& learner, const Dataset& dataset, std::span<const ItemId> items,
                                  std::size_t count);

}  // namespace xil
