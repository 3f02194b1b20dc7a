#pragma once

#include <span>

#include "framework/core/interfaces/groups.h"
#include "framework/loop/metrics/classification_metrics.h"

namespace xil {

/// worst_group_accuracy and group_accuracy, the least and the mean of the accuracies of the groups (group_of() by true
/// class) that occur among the items, and group_accuracy_<g> of each of these groups. Row i of `probabilities` [items,
/// classes] and labels[i] belong to items[i]. The first two alone, undefined, where no item has a confounder; all are
/// undefined where a probability is not finite.
NamedValues group_metrics(const Dataset& dataset, std::span<const ItemId> items, std::span<const int> labels,
                          const Matrix& probabilities);

}  // namespace xil
