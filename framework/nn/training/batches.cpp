#include "framework/nn/training/batches.h"

#include <algorithm>
#include <map>

namespace xil {

Batches::Batches(std::span<const int> labels, std::size_t batch_size, BatchOrder order, bool balance, Rng rng,
                 std::span<const std::int64_t> repeats)
    : rng_(rng), order_(order), batch_(batch_size) {
  std::map<int, Group> groups;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    auto& epoch = groups[balance ? labels[i] : 0].epoch;
    epoch.insert(epoch.end(), repeats.empty() ? 1 : static_cast<std::size_t>(repeats[i]), static_cast<std::int64_t>(i));
  }
  for (auto& [label, group] : groups) {
    group.used = group.epoch.size();
    groups_.push_back(std::move(group));
  }
}

const std::vector<std::int64_t>& Batches::next() {
  for (std::int64_t& position : batch_) {
    Group& group = groups_[turn_];
    if (++turn_ == groups_.size()) turn_ = 0;
    if (group.used == group.epoch.size()) {
      if (order_ == BatchOrder::Shuffled) rng_.shuffle(group.epoch);
      group.used = 0;
    }
    position = group.epoch[group.used++];
  }
  return batch_;
}

bool consecutive(std::span<const std::int64_t> positions) {
  const auto gap = [](std::int64_t a, std::int64_t b) { return b != a + 1; };
  return std::ranges::adjacent_find(positions, gap) == positions.end();
}

}  // namespace xil
