#include "framework/nn/predictor.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/records.h"
#include "framework/nn/dropout.h"
#include "framework/nn/tensors.h"

namespace xil {

Predictor::Predictor(const Network& network, const Dataset& dataset)
    : network_(network), dataset_(dataset) {
  std::array<std::size_t, EnumNames<Split>::names.size()> seen{};
  for (ItemId id = 0; id < dataset.size(); ++id) {
    std::size_t& rank = seen[static_cast<std::size_t>(dataset.item(id).split)];
    rows_.push_back(static_cast<std::uint8_t>(rank++ % kBlock));
  }
}

std::vector<Predictor::BlockPlan> Predictor::plans(std::span<const ItemId> items) const {
  BlockPlan empty;
  empty.fill(-1);
  std::vector<BlockPlan> plans;
  std::array<std::size_t, kBlock> used{};
  for (std::size_t i = 0; i < items.size(); ++i) {
    require(items[i] < rows_.size(), "item {} is not in the dataset, which has {}", items[i],
            rows_.size());
    const std::size_t row = rows_[items[i]];
    if (used[row] == plans.size()) plans.push_back(empty);
    plans[used[row]++][row] = static_cast<std::ptrdiff_t>(i);
  }
  return plans;
}

void Predictor::copy_rows(const at::Tensor& block, const BlockPlan& plan, Matrix& table) {
  const Matrix rows = to_matrix(block);
  for (std::size_t row = 0; row < kBlock; ++row) {
    if (plan[row] < 0) continue;
    const auto from = rows.row(row);
    std::copy(from.begin(), from.end(), table.row(static_cast<std::size_t>(plan[row])).begin());
  }
}

at::Tensor Predictor::features(std::span<const ItemId> items, const BlockPlan& plan) const {
  const NetworkShape& shape = network_.shape();
  std::vector<Image> images(kBlock, Image(shape.channels, shape.height, shape.width));
  for (std::size_t row = 0; row < kBlock; ++row) {
    if (plan[row] >= 0) images[row] = dataset_.image(items[static_cast<std::size_t>(plan[row])]);
  }
  return network_.features(normalised(stack(images), network_));
}

Prediction Predictor::predict(std::span<const ItemId> items, bool with_features) const {
  const c10::InferenceMode no_gradients;
  Prediction prediction;
  prediction.probabilities =
      Matrix(items.size(), static_cast<std::size_t>(network_.shape().classes));
  for (const BlockPlan& plan : plans(items)) {
    const at::Tensor features = this->features(items, plan);
    copy_rows(at::softmax(network_.logits(features), 1), plan, prediction.probabilities);
    if (!with_features) continue;
    if (prediction.features.rows == 0)
      prediction.features = Matrix(items.size(), static_cast<std::size_t>(features.size(1)));
    copy_rows(features, plan, prediction.features);
  }
  return prediction;
}

std::vector<Matrix> Predictor::predict_with_dropout(std::span<const ItemId> items,
                                                    std::int64_t passes, std::uint64_t seed,
                                                    std::uint32_t round) const {
  refuse_unless(network_.dropout() > 0,
                "bald needs a model with dropout: set model.dropout above 0");
  const c10::InferenceMode no_gradients;
  const Matrix empty(items.size(), static_cast<std::size_t>(network_.shape().classes));
  std::vector<Matrix> tables(static_cast<std::size_t>(passes), empty);
  for (const BlockPlan& plan : plans(items)) {
    const at::Tensor features = this->features(items, plan);
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
  }
  return tables;
}

std::vector<float> Predictor::scores(std::span<const Image> images, int target) const {
  const NetworkShape& shape = network_.shape();
  std::vector<float> scores;
  std::vector<Image> block(kBlock, Image(shape.channels, shape.height, shape.width));
  for (std::size_t start = 0; start < images.size(); start += kBlock) {
    const auto part = images.subspan(start, std::min(kBlock, images.size() - start));
    std::ranges::copy(part, block.begin());
    const Matrix rows = to_matrix(probabilities(network_, normalised(stack(block), network_)));
    for (std::size_t i = 0; i < part.size(); ++i)
      scores.push_back(rows.at(i, static_cast<std::size_t>(target)));
  }
  return scores;
}

}  // namespace xil
