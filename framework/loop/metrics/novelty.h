#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/interfaces/dataset.h"
#include "framework/loop/metrics/classification_metrics.h"

namespace xil {

/// Whether the training has seen defects of a type (generalisation to unseen defects).
enum class Novelty : std::uint8_t { Seen, Unseen };

/// Whether an item's defect type is held out of the training; no value for items without a defect, which belong to
/// both parts.
std::optional<Novelty> novelty(const Dataset& dataset, ItemId item);

/// "accuracy_seen" or "accuracy_unseen".
std::string metric_of(std::string_view metric, Novelty part);

/// The classification metrics on the test items without a defect together with those of seen types, and together with
/// those of unseen types; then recall_seen and recall_unseen, the share of the defective items of each part that are
/// classified correctly. Row i of `probabilities` [items, classes] and labels[i] belong to items[i]. Empty if no type
/// is held out.
NamedValues novelty_metrics(const Dataset& dataset, std::span<const ItemId> items, std::span<const int> labels,
                            const Matrix& probabilities);

}  // namespace xil
