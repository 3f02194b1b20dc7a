#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/learner.h"
#include "framework/nn/network.h"

namespace xil {

/// Forward passes over a dataset's items, in blocks of one size.
///
/// Matrix kernels may round differently in different rows of a batch, and in batches of different
/// sizes. So every item has a row of its own, its rank in its split modulo the block: its
/// prediction is the same whatever else is asked for, and a whole split fills its blocks without a
/// gap.
class Predictor {
 public:
  /// Both must outlive the predictor.
  Predictor(const Network& network, const Dataset& dataset);

  /// Learner::predict().
  Prediction predict(std::span<const ItemId> items, bool with_features) const;
  /// Learner::predict_with_dropout(): what pass k = 1 ... drops of an item comes from the stream
  /// (seed, Dropout, round, item, k). Refuses networks without dropout.
  std::vector<Matrix> predict_with_dropout(std::span<const ItemId> items, std::int64_t passes,
                                           std::uint64_t seed, std::uint32_t round) const;
  /// Learner::scores(): images in the given order, the last block padded. An image's score depends
  /// in its last digits on its place in the request modulo the block, and on nothing else.
  std::vector<float> scores(std::span<const Image> images, int target) const;

 private:
  /// Rows of every forward pass. Small batches are as fast as large ones on a CPU.
  static constexpr std::size_t kBlock = 32;
  /// A forward pass: per row of the block the position in the request, or -1.
  using BlockPlan = std::array<std::ptrdiff_t, kBlock>;

  std::vector<BlockPlan> plans(std::span<const ItemId> items) const;
  at::Tensor features(std::span<const ItemId> items, const BlockPlan& plan) const;
  static void copy_rows(const at::Tensor& block, const BlockPlan& plan, Matrix& table);

  const Network& network_;
  const Dataset& dataset_;
  std::vector<std::uint8_t> rows_;
};

}  // namespace xil
