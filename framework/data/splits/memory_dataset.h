#pragma once

#include <optional>
#include <vector>

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// One item with all its data.
struct StoredItem {
  Item item;
  Image image;
  std::optional<Region> defect;
  std::optional<Region> confounder;
};

/// A dataset that is decoded once and held in memory. Edits are applied by apply_edit().
class MemoryDataset final : public Dataset {
 public:
  /// Sets `info.digest` to the SHA-256 of images, labels, splits and regions in item order.
  MemoryDataset(DatasetInfo info, std::vector<StoredItem> items);

  const DatasetInfo& info() const override { return info_; }
  std::size_t size() const override { return items_.size(); }
  const Item& item(ItemId id) const override { return items_.at(id).item; }
  Image image(ItemId id) const override { return items_.at(id).image; }
  Image edited(ItemId id, const Edit& edit) const override;
  const Region* defect(ItemId id) const override;
  const Region* confounder(ItemId id) const override;

 private:
  DatasetInfo info_;
  std::vector<StoredItem> items_;
};

}  // namespace xil
