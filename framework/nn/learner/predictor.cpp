#include "framework/nn/learner/predictor.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/interfaces/records.h"
#include "framework/nn/networks/tensors.h"
#include "framework/nn/training/dropout.h"

namespace xil {

Predictor::Predictor(const Network& network, const Dataset& dataset, const ItemFeatures* features)
    : network_(network), dataset_(dataset), features_(features) {
  std::array<std::size_t, EnumNames<Split>::names.size()> seen{};
  for (ItemId id = 0; id < dataset.size(); ++id) {
    std::size_t& rank = seen[static_cast<std::size_t>(dataset.item(id).split)];
    rows_.push_back(static_cast<std::uint8_t>(rank++ % kBlock));
  }
}

void Predictor::in_blocks(std::span<const ItemId> items,
                          const std::function<void(const BlockPlan&, const at::Tensor&)>& work) const {
  const c10::InferenceMode no_gradients;
  std::vector<std::uint8_t> rows;
  for (const ItemId item : items) {
    require(item < rows_.size(), "item {} is not in the dataset, which has {}", item, rows_.size());
    rows.push_back(rows_[item]);
  }
  const Matrix known = features_ ? features_->of_items(items) : Matrix();
  for (const BlockPlan& plan : plan_blocks(rows)) {
    work(plan, features_ ? gather_rows(known, plan, network_)
                         : block_features(network_, plan, [&](std::size_t i) { return dataset_.image(items[i]); }));
  }
}

Prediction Predictor::predict(std::span<const ItemId> items, bool with_features) const {
  Prediction prediction;
  prediction.probabilities = Matrix(items.size(), static_cast<std::size_t>(network_.shape().classes));
  in_blocks(items, [&](const BlockPlan& plan, const at::Tensor& features) {
    copy_rows(at::softmax(network_.logits(features), 1), plan, prediction.probabilities);
    if (!with_features) return;
    if (prediction.features.rows == 0)
      prediction.features = Matrix(items.size(), static_cast<std::size_t>(features.size(1)));
    copy_rows(features, plan, prediction.features);
  });
  return prediction;
}

std::vector<Matrix> Predictor::predict_with_dropout(std::span<const ItemId> items, std::int64_t passes,
                                                    std::uint64_t seed, std::uint32_t round) const {
  refuse_unless(network_.dropout() > 0, "bald needs a model with dropout: set model.dropout above 0");
  const Matrix empty(items.size(), static_cast<std::size_t>(network_.shape().classes));
  std::vector<Matrix> tables(static_cast<std::size_t>(passes), empty);
  in_blocks(items, [&](const BlockPlan& plan, const at::Tensor& features) {
    const auto width = static_cast<std::size_t>(features.size(1));
    const at::Tensor factors = at::ones(features.sizes(), at::kFloat);
    const std::span<float> values(factors.data_ptr<float>(), kBlock * width);
    for (std::size_t pass = 0; pass < tables.size(); ++pass) {
      for (std::size_t row = 0; row < kBlock; ++row) {
        if (plan[row] < 0) continue;
        const Rng rng(seed, {Purpose::Dropout, round, items[static_cast<std::size_t>(plan[row])],
                             static_cast<std::uint32_t>(pass + 1)});
        draw_dropout(network_.dropout(), rng, values.subspan(row * width, width));
      }
      const at::Tensor kept = features * factors.to(features.device());
      copy_rows(at::softmax(network_.logits(kept), 1), plan, tables[pass]);
    }
  });
  return tables;
}

std::vector<float> scores_of(const Network& network, std::span<const Image> images, int target) {
  const NetworkShape& shape = network.shape();
  std::vector<float> scores;
  std::vector<Image> block(kBlock, Image(shape.channels, shape.height, shape.width));
  for (std::size_t start = 0; start < images.size(); start += kBlock) {
    const auto part = images.subspan(start, std::min(kBlock, images.size() - start));
    std::ranges::copy(part, block.begin());
    const Matrix rows = to_matrix(probabilities(network, normalised(stack(block), network)));
    for (std::size_t i = 0; i < part.size(); ++i) scores.push_back(rows.at(i, static_cast<std::size_t>(target)));
  }
  return scores;
}

}  // namespace xil
