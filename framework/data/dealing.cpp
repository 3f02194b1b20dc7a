#include "framework/data/dealing.h"

#include <algorithm>
#include <functional>
#include <map>

#include "framework/core/rng.h"

namespace xil {
namespace {

/// Above the rounding errors of sums of shares.
constexpr double kRounding = 1e-9;

Kind kind_of(const ItemGroup& group, std::span<const Kind> kinds) {
  std::map<Kind, std::size_t> count;
  for (const std::size_t item : group) ++count[kinds[item]];
  return std::ranges::max_element(count, {}, [](const auto& entry) { return entry.second; })->first;
}

/// Whether a share takes a group. The part that has to be owed is drawn: were it fixed, large groups would be on the
/// same side with every seed.
bool takes(EvenShare& share, const ItemGroup& group, Rng& rng) {
  return share.takes(group.size(), group.size() == 1 ? 1 : 1 - rng.uniform());
}

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
    // Large ones first, so that small ones make up for what they leave over or take too much.
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

}  // namespace xil
