#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/interfaces/dataset.h"
#include "framework/loop/metrics/classification_metrics.h"

namespace xil {

/// Has a model been taught defects of that type (generalisation to unseen defects)?
enum class Novelty : std::uint8_t { Seen, Unseen };

/// Whether an item's defect type is held out of the training; nothing for items without a defect, which belong to both
/// parts.
std::optional<Novelty> novelty(const Dataset& dataset, ItemId item);

/// "accuracy_seen" or "accuracy_unseen".
std::string metric_of(std::string_view metric, Novelty part);

/// The classification metrics on two parts of the test items: those without a defect with the defects of seen types,
/// and with those of unseen types; then recall_seen and recall_unseen, the share of a part's defective items that are
/// classified rightly. `probabilities` [items, classes] and `labels` go with `items`. Empty where no type is held out.
NamedValues novelty_metrics(const Dataset& dataset, std::span<const ItemId> items, std::span<const int> labels,
                            const Matrix& probabilities);

}  // namespace xil
