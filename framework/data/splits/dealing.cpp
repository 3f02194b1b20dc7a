#include "framework/data/splits/dealing.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "framework/core/numeric/rng.h"

namespace xil {
namespace {

/// Larger than the rounding errors of sums of shares.
constexpr double kRounding = 1e-9;

Kind kind_of(const ItemGroup& group, std::span<const Kind> kinds) {
  std::map<Kind, std::size_t> count;
  for (const std::size_t item : group) ++count[kinds[item]];
  return std::ranges::max_element(count, {}, [](const auto& entry) { return entry.second; })->first;
}

/// Whether a share takes a group. The part of the group that must be owed is drawn at random: if it were fixed, large
/// groups would be on the same side with every seed.
bool takes(EvenShare& share, const ItemGroup& group, Rng& rng) {
  return share.takes(group.size(), group.size() == 1 ? 1 : 1 - rng.uniform());
}

/// Moves groups between the sides of a split.
class SideFiller {
 public:
  SideFiller(std::vector<Split>& splits, std::span<const Kind> kinds, std::span<const ItemGroup> groups,
             std::uint64_t split_seed)
      : splits_(splits), kinds_(kinds), groups_(groups), rng_(split_seed, {Purpose::Split, 1}) {
    for (std::size_t i = 0; i < kinds.size(); ++i) ++count_[{splits[i], kinds[i].label}];
  }

  bool lacks(Split side, int label) const {
    const auto found = count_.find({side, label});
    return found == count_.end() || found->second == 0;
  }

  /// Fills one side; false if no group can be spared.
  bool fill(Split side, int label, Split from) {
    std::vector<const ItemGroup*> fitting;
    for (const ItemGroup& group : groups_) {
      if (can_spare(group, label, from)) fitting.push_back(&group);
    }
    if (fitting.empty()) return false;
    const std::size_t least =
        (*std::ranges::min_element(fitting, {}, [](const auto* group) { return group->size(); }))->size();
    std::erase_if(fitting, [least](const ItemGroup* group) { return group->size() > least; });
    for (const std::size_t item : *fitting[rng_.below(fitting.size())]) {
      --count_[{from, kinds_[item].label}];
      ++count_[{side, kinds_[item].label}];
      splits_[item] = side;
    }
    return true;
  }

 private:
  bool can_spare(const ItemGroup& group, int label, Split from) const {
    std::map<int, std::size_t> taken;
    for (const std::size_t item : group) {
      if (splits_[item] != from) return false;
      ++taken[kinds_[item].label];
    }
    return taken.contains(label) && std::ranges::all_of(taken, [&](const auto& entry) {
             return from == Split::Validation || count_.at({from, entry.first}) > entry.second;
           });
  }

  std::vector<Split>& splits_;
  std::span<const Kind> kinds_;
  std::span<const ItemGroup> groups_;
  Rng rng_;
  std::map<std::pair<Split, int>, std::size_t> count_;
};

}  // namespace

bool EvenShare::takes(std::size_t items, double part) {
  const auto count = static_cast<double>(items);
  owed_ += count * share_;
  const bool taken = share_ > 0 && count * part <= owed_ + kRounding;
  if (taken) owed_ -= count;
  return taken;
}

void EvenShare::settle() { owed_ = std::clamp(owed_, -1.0, 1.0); }

std::vector<Split> deal(std::span<const Kind> kinds, std::span<const ItemGroup> groups, Shares shares,
                        std::uint64_t split_seed) {
  std::map<Kind, std::vector<const ItemGroup*>> strata;
  for (const ItemGroup& group : groups) strata[kind_of(group, kinds)].push_back(&group);
  Rng rng(split_seed, {Purpose::Split});
  EvenShare test(shares.test), validation(shares.validation / (1 - shares.test));
  std::vector<Split> splits(kinds.size(), Split::Pool);
  for (auto& [kind, members] : strata) {
    rng.shuffle(members);
    // Large groups come first, so that small ones even out what the large ones leave over or take too much.
    std::ranges::stable_sort(members, std::greater{}, &ItemGroup::size);
    for (const ItemGroup* group : members) {
      Split split = Split::Pool;
      if (takes(test, *group, rng)) {
        split = Split::Test;
      } else if (takes(validation, *group, rng)) {
        split = Split::Validation;
      }
      for (const std::size_t item : *group) splits[item] = split;
    }
    test.settle();
    validation.settle();
  }
  return splits;
}

std::vector<Moved> fill_sides(std::vector<Split>& splits, std::span<const Kind> kinds,
                              std::span<const ItemGroup> groups, std::span<const Split> free,
                              std::uint64_t split_seed) {
  SideFiller filler(splits, kinds, groups, split_seed);
  std::set<int> labels;
  for (const Kind& kind : kinds) labels.insert(kind.label);
  std::vector<Moved> moved;
  for (const Split side : {Split::Test, Split::Pool}) {
    if (std::ranges::find(free, side) == free.end()) continue;
    for (const int label : labels) {
      if (!filler.lacks(side, label)) continue;
      const bool filled =
          std::ranges::any_of(free, [&](Split from) { return from != side && filler.fill(side, label, from); });
      if (filled) moved.push_back({label, side});
    }
  }
  return moved;
}

}  // namespace xil
