#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "framework/core/interfaces/dataset.h"
#include "framework/core/interfaces/feature_cache.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// Penultimate features of a dataset's items under a backbone that never learns, computed as in evaluation and in
/// blocks: an item's row in its block depends only on its position in the set (and, for an edited item, the copy
/// number), so that the features do not depend on which items are requested, nor on the split.
class ItemFeatures {
 public:
  /// With a cache, the features of the whole set come from there, and those of edited items are remembered; without one
  /// (null), everything is computed at every request.
  /// Precondition: the network has a frozen_backbone(), and network, dataset and cache outlive this object.
  ItemFeatures(const Network& network, const Dataset& dataset, FeatureCache* cache);

  /// [n, width] of items as they are.
  Matrix of_items(std::span<const ItemId> items) const;
  /// [n, width] of items as they are, or edited.
  Matrix of_examples(std::span<const Example> examples);

 private:
  using EditedItem = std::pair<ItemId, std::shared_ptr<const Edit>>;

  std::string key() const;
  const Matrix& table() const;
  Matrix compute(std::span<const std::uint8_t> rows, const std::function<Image(std::size_t)>& picture) const;
  std::uint8_t row_of(ItemId item, const Edit* edit) const;
  Matrix of_edited(std::span<const EditedItem> items) const;
  void remember(std::span<const Example> examples);

  const Network& network_;
  const Dataset& dataset_;
  FeatureCache* cache_;
  mutable FeatureCache::Table table_;  ///< of the set; loaded at first use
  std::map<EditedItem, std::vector<float>> edited_;
};

}  // namespace xil
