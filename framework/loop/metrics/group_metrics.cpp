#include "framework/loop/metrics/group_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "framework/core/interfaces/records.h"

namespace xil {
namespace {

struct GroupCount {
  double right = 0, all = 0;
  double accuracy() const { return right / all; }
};

}  // namespace

NamedValues group_metrics(const Dataset& dataset, std::span<const ItemId> items, std::span<const int> labels,
                          const Matrix& probabilities) {
  std::map<int, GroupCount> groups;
  bool marked = false;
  for (std::size_t row = 0; row < items.size(); ++row) {
    const int group = group_of(dataset, items[row], labels[row]);
    marked |= group % kConfounderStates != static_cast<int>(ConfounderState::None);
    GroupCount& count = groups[group];
    ++count.all;
    count.right += static_cast<int>(argmax(probabilities.row(row))) == labels[row] ? 1 : 0;
  }
  NamedValues values = {{"worst_group_accuracy", kUndefined}, {"group_accuracy", kUndefined}};
  if (!marked) return values;
  const bool defined = all_finite(probabilities.values);
  double worst = 1, sum = 0;
  for (const auto& [group, count] : groups) {
    worst = std::min(worst, count.accuracy());
    sum += count.accuracy();
    values.emplace_back(fmt::format("group_accuracy_{}", group), defined ? count.accuracy() : kUndefined);
  }
  if (defined) values[0].second = worst;
  if (defined) values[1].second = sum / static_cast<double>(groups.size());
  return values;
}

}  // namespace xil
