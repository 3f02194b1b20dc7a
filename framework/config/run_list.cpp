#include "framework/config/run_list.h"

namespace xil {
namespace {

RunParams without_seeds(const RunParams& run) {
  RunParams same = run;
  set_seeds(same, {});
  return same;
}

}  // namespace

RunList::RunList(std::initializer_list<RunParams> runs) {
  for (const RunParams& run : runs) push_back(run);
}

void RunList::push_back(const RunParams& run) {
  const RunParams same = without_seeds(run);
  // Seeds usually vary fastest: then the text is made once per group, not once per run.
  if (!empty() && same == without_seeds(groups_[entries_.back().group])) return push_back(seeds_of(run));
  const auto [place, is_new] = numbers_.try_emplace(to_json(to_config(same)), groups_.size());
  if (is_new) groups_.push_back(run);
  entries_.push_back({place->second, seeds_of(run)});
}

RunParams RunList::operator[](std::size_t index) const {
  RunParams run = groups_[entries_[index].group];
  set_seeds(run, entries_[index].seeds);
  return run;
}

void RunList::append(const RunList& other, std::span<const std::size_t> positions) {
  std::optional<std::size_t> group;  // of the other list
  for (const std::size_t position : positions) {
    if (group == other.group(position)) {
      push_back(other.seeds(position));
    } else {
      push_back(other[position]);
      group = other.group(position);
    }
  }
}

bool has_seed(const RunList& runs, std::int64_t seed) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (runs.seeds(i).seed == seed) return true;
  }
  return false;
}

const Value& RunConfigs::of(std::size_t index) {
  if (config_.is_null() || runs_.group(index) != group_) {
    group_ = runs_.group(index);
    config_ = to_config(runs_.groups()[group_]);
  }
  set_seeds(config_, runs_.seeds(index));
  return config_;
}

}  // namespace xil
