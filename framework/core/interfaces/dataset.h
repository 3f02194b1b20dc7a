#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "framework/core/interfaces/edit.h"
#include "framework/core/interfaces/item.h"
#include "framework/core/interfaces/region_loss.h"
#include "framework/core/numeric/image.h"

namespace xil {

struct DatasetInfo {
  std::string name;
  std::vector<std::string> class_names;
  int positive_class = 1;  ///< of two classes the one that counts as defect; negative: neither, as without an ok class
  int channels = 0, height = 0, width = 0;
  std::string digest;                       ///< SHA-256 of content, parameters and split
  std::vector<std::string> held_out_types;  ///< defect types that `hold_out_type` keeps out of everything but test
  std::vector<std::string> notes;           ///< what was left out, or is not as it should be
  std::string set_digest;  ///< SHA-256 of the set's pictures, whatever the split; empty if the dataset is not dealt
                           ///< from a set of files
  int classes() const { return static_cast<int>(class_names.size()); }
};

/// The group of an item for which nobody was asked: see framework/core/interfaces/groups.h.
inline constexpr int kNoGroup = -1;

/// A training example: an item as it is, or edited, with the label that the expert gave.
struct Example {
  ItemId item = 0;
  int label = 0;
  std::shared_ptr<const Edit> edit;     ///< shared by the labelled set and the log; null: the item as it is
  std::vector<RegionLoss> losses = {};  ///< terms of the loss on this example alone
  int group = kNoGroup;                 ///< group_of() the item, where the expert was asked for it
};

/// What the loop and the learner may know of a dataset. Const methods are safe to call from several threads.
class Dataset {
 public:
  virtual ~Dataset() = default;
  virtual const DatasetInfo& info() const = 0;
  virtual std::size_t size() const = 0;
  virtual const Item& item(ItemId id) const = 0;
  /// The picture, info().channels x height x width.
  virtual Image image(ItemId id) const = 0;
  /// The picture after an edit. Pure: the same edit gives the same bytes each time.
  virtual Image edited(ItemId id, const Edit& edit) const = 0;
  /// The pictures of the set from which the items are dealt, in an order that does not depend on the split. By default
  /// they are the items themselves.
  virtual std::size_t set_size() const { return size(); }
  virtual Image set_image(std::size_t position) const { return image(static_cast<ItemId>(position)); }
  /// The position of an item in the set.
  virtual std::size_t set_position(ItemId id) const { return id; }
  /// The marked defect; null where none is known (ok items, sets without masks).
  virtual const Region* defect(ItemId id) const = 0;
  /// The marked confounder; null where there is none.
  virtual const Region* confounder(ItemId id) const = 0;
};

/// Items of one split, ascending.
inline std::vector<ItemId> items_of(const Dataset& dataset, Split split) {
  std::vector<ItemId> items;
  for (ItemId id = 0; id < dataset.size(); ++id) {
    if (dataset.item(id).split == split) items.push_back(id);
  }
  return items;
}

/// Whether any item has a marked defect.
inline bool marks_defects(const Dataset& dataset) {
  for (ItemId id = 0; id < dataset.size(); ++id) {
    if (dataset.defect(id) != nullptr) return true;
  }
  return false;
}

}  // namespace xil
