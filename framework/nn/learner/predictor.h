#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/interfaces/learner.h"
#include "framework/nn/learner/item_features.h"
#include "framework/nn/networks/blocks.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// Forward passes over a dataset's items, in blocks of one size. An item's row in its block is its rank in its split
/// modulo the block size: its prediction is the same whatever else is requested, and a whole split fills its blocks
/// without a gap.
class Predictor {
 public:
  /// `features`: where the items' features come from if the backbone never learns; null: a forward pass gives them.
  /// Precondition: network, dataset and features outlive the predictor.
  Predictor(const Network& network, const Dataset& dataset, const ItemFeatures* features);

  /// Learner::predict().
  Prediction predict(std::span<const ItemId> items, bool with_features) const;
  /// Learner::predict_with_dropout(): what pass k = 1 ... drops of an item comes from the stream
  /// (seed, Dropout, round, item, k). Refuses networks without dropout.
  std::vector<Matrix> predict_with_dropout(std::span<const ItemId> items, std::int64_t passes, std::uint64_t seed,
                                           std::uint32_t round) const;

 private:
  /// Calls work(plan, features [kBlock, width]) for every block.
  void in_blocks(std::span<const ItemId> items,
                 const std::function<void(const BlockPlan&, const at::Tensor&)>& work) const;

  const Network& network_;
  const Dataset& dataset_;
  const ItemFeatures* features_;
  std::vector<std::uint8_t> rows_;
};

/// Learner::scores(): images in the given order, the last block padded. An image's score depends in its last digits on
/// its place in the request modulo the block, and on nothing else.
std::vector<float> scores_of(const Network& network, std::span<const Image> images, int target);

}  // namespace xil
