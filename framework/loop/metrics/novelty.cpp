#include "framework/loop/metrics/novelty.h"

#include <algorithm>

#include "framework/core/interfaces/records.h"

namespace xil {
namespace {

struct Part {
  std::vector<std::size_t> rows;     ///< of the probabilities
  std::vector<std::size_t> defects;  ///< those of them with a defect
};

Part part_of(const Dataset& dataset, std::span<const ItemId> items, Novelty which) {
  Part part;
  for (std::size_t row = 0; row < items.size(); ++row) {
    const auto own = novelty(dataset, items[row]);
    if (own.value_or(which) != which) continue;
    part.rows.push_back(row);
    if (own) part.defects.push_back(row);
  }
  return part;
}

double recall(const Part& part, std::span<const int> labels, const Matrix& probabilities) {
  const auto is_undefined = [&](std::size_t row) { return !all_finite(probabilities.row(row)); };
  if (std::ranges::any_of(part.defects, is_undefined)) return kUndefined;
  const auto right = std::ranges::count_if(
      part.defects, [&](std::size_t row) { return static_cast<int>(argmax(probabilities.row(row))) == labels[row]; });
  return part.defects.empty() ? kUndefined : static_cast<double>(right) / static_cast<double>(part.defects.size());
}

NamedValues metrics_of_part(const Part& part, std::span<const int> labels, const Matrix& probabilities,
                            int positive_class) {
  Matrix own(part.rows.size(), probabilities.cols);
  std::vector<int> own_labels;
  for (std::size_t i = 0; i < part.rows.size(); ++i) {
    std::ranges::copy(probabilities.row(part.rows[i]), own.row(i).begin());
    own_labels.push_back(labels[part.rows[i]]);
  }
  return classification_metrics(own, own_labels, positive_class);
}

}  // namespace

std::optional<Novelty> novelty(const Dataset& dataset, ItemId id) {
  const Item& item = dataset.item(id);
  if (item.type.empty()) return std::nullopt;
  const auto& held_out = dataset.info().held_out_types;
  return std::ranges::find(held_out, item.type) == held_out.end() ? Novelty::Seen : Novelty::Unseen;
}

std::string metric_of(std::string_view metric, Novelty part) {
  return fmt::format("{}_{}", metric, part == Novelty::Seen ? "seen" : "unseen");
}

NamedValues novelty_metrics(const Dataset& dataset, std::span<const ItemId> items, std::span<const int> labels,
                            const Matrix& probabilities) {
  NamedValues values;
  if (dataset.info().held_out_types.empty()) return values;
  for (const Novelty which : {Novelty::Seen, Novelty::Unseen}) {
    const Part part = part_of(dataset, items, which);
    for (const auto& [name, value] : metrics_of_part(part, labels, probabilities, dataset.info().positive_class)) {
      values.emplace_back(metric_of(name, which), value);
    }
    values.emplace_back(metric_of("recall", which), recall(part, labels, probabilities));
  }
  return values;
}

}  // namespace xil
