#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// The property by which the sides of a split are balanced.
struct Kind {
  int label = 0;
  std::string type;  ///< defect type, empty for none
  auto operator<=>(const Kind&) const = default;
};

/// Items that stay on one side of a split, by their index.
using ItemGroup = std::vector<std::size_t>;

/// Takes a share of the items that it is shown, spread evenly: of any n items in a row, shown one by one, it takes n *
/// share to within one item.
class EvenShare {
 public:
  explicit EvenShare(double share) : share_(share) {}

  /// Whether the next `items` items are taken, which have to stay together. They are taken if at least the fraction
  /// `part`, within (0, 1], of them is owed.
  bool takes(std::size_t items = 1, double part = 1);
  /// Forgets the part of a debt, or of a surplus, that exceeds one item.
  void settle();

 private:
  double share_;
  double owed_ = 0;
};

/// Shares of the items to be dealt; the rest goes to the pool.
struct Shares {
  double validation = 0, test = 0;
};

/// The split of each item of `groups`, Pool for all other items. Whole groups are dealt, shuffled within each kind, one
/// kind after the other, so that each kind reaches its shares: to within one item if nothing is grouped, to within one
/// item and one group of that kind otherwise. A group of several kinds counts as the kind of most of its items, the
/// smallest kind among equals. The result depends on the order of the groups.
/// Precondition: shares.test < 1.
std::vector<Split> deal(std::span<const Kind> kinds, std::span<const ItemGroup> groups, Shares shares,
                        std::uint64_t split_seed);

/// A group that was dealt to another side than the shares gave it.
struct Moved {
  int label = 0;
  Split to = Split::Pool;
};

/// Gives every class an item in the pool and in test if possible. A class that has none there gets its smallest group,
/// drawn among equals, from another of the sides in `free`. No side loses a class altogether in this way, except that
/// validation may. Splits whose sides have all classes stay as they are.
std::vector<Moved> fill_sides(std::vector<Split>& splits, std::span<const Kind> kinds,
                              std::span<const ItemGroup> groups, std::span<const Split> free, std::uint64_t split_seed);

}  // namespace xil
