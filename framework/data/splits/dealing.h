#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// What the sides of a split are balanced by.
struct Kind {
  int label = 0;
  std::string type;  ///< defect type, empty for none
  auto operator<=>(const Kind&) const = default;
};

/// Items that stay on one side of a split, by their index.
using ItemGroup = std::vector<std::size_t>;

/// Takes a share of what it is shown, spread evenly: of any n items in a row, shown one by one, n * share to within an
/// item.
class EvenShare {
 public:
  explicit EvenShare(double share) : share_(share) {}

  /// Whether the next `items` are taken, which have to go together. They are if `part` of them, within (0, 1], are
  /// owed.
  bool takes(std::size_t items = 1, double part = 1);
  /// Forgets what is owed, or was taken too much, beyond one item.
  void settle();

 private:
  double share_;
  double owed_ = 0;
};

/// Shares of all items that are dealt; what is left is the pool's.
struct Shares {
  double validation = 0, test = 0;
};

/// The split of each item of `groups`, Pool for all others. Whole groups are dealt, shuffled within each kind, one kind
/// after the other, so that each kind comes to its shares: to within an item where nothing is grouped, to within an
/// item and a group of that kind otherwise. A group of several kinds counts as the kind of most of its items, the least
/// one among equals. Depends on the order of the groups. Precondition: shares.test < 1.
std::vector<Split> deal(std::span<const Kind> kinds, std::span<const ItemGroup> groups, Shares shares,
                        std::uint64_t split_seed);

/// A group that was dealt otherwise than the shares say.
struct Moved {
  int label = 0;
  Split to = Split::Pool;
};

/// Lets every class have an item in the pool and in test where it can: a class that has none there gets its smallest
/// group, drawn among equals, from another of the sides in `free`, provided that no class is taken from that side
/// altogether (which validation may bear). Splits whose sides have all classes stay as they are.
std::vector<Moved> fill_sides(std::vector<Split>& splits, std::span<const Kind> kinds,
                              std::span<const ItemGroup> groups, std::span<const Split> free, std::uint64_t split_seed);

}  // namespace xil
