#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/interfaces/correction.h"
#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Tracks the unlabelled pool items (U), the labelled ones (L), those that the expert set aside, and the training set
/// made from L.
class LabelledPool {
 public:
  /// All pool items of the dataset start unlabelled. `asks_groups`: the expert tells the group of every item that is
  /// labelled.
  /// Precondition: the dataset outlives the pool.
  explicit LabelledPool(const Dataset& dataset, bool asks_groups = false);

  /// Moves an item from U to L with the label that the expert gave. An item that is not in U is an error.
  void label(ItemId item, int given_label);
  /// Removes an item from U without a label: the expert was unsure. An item that is not in U is an error.
  void set_aside(ItemId item);
  /// An edited copy joins the training set; a region loss joins the example of its item.
  /// Precondition: the item is labelled.
  void correct(const Correction& correction);

  bool is_labelled(ItemId item) const { return example_of_.at(item) != kUnlabelled; }
  /// U, ascending.
  std::span<const ItemId> unlabelled() const { return unlabelled_; }
  /// L, in the order of labelling.
  std::span<const ItemId> labelled() const { return labelled_; }
  /// The labels that the expert gave, one per item of labelled().
  std::span<const int> given_labels() const { return given_labels_; }
  /// Labelled items and refutations, in the order in which they joined.
  std::span<const Example> examples() const { return examples_; }

 private:
  static constexpr std::int64_t kUnlabelled = -1;
  void remove_from_unlabelled(ItemId item);

  const Dataset& dataset_;
  bool asks_groups_;
  std::vector<ItemId> unlabelled_, labelled_;
  std::vector<int> given_labels_;
  std::vector<std::int64_t> example_of_;  ///< per item of the dataset: its place in examples_, or kUnlabelled
  std::vector<Example> examples_;
};

/// `count` pool items, drawn evenly from the classes in turn, from Rng(split seed, Initial). Refuses more than the pool
/// has.
std::vector<ItemId> initial_items(const Dataset& dataset, std::size_t count, std::uint64_t split_seed);

}  // namespace xil
