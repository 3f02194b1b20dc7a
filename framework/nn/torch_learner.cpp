#include "framework/nn/torch_learner.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

#include "framework/core/records.h"
#include "framework/nn/explainer.h"
#include "framework/nn/tensors.h"
#include "framework/nn/trainer.h"

namespace xil {
namespace {

/// Rows of every forward pass of predict(). Small batches are as fast as large ones on a CPU.
constexpr std::size_t kBlock = 32;

/// Matrix kernels may round differently in different rows of a batch, and in batches of different
/// sizes. So every item has a row of its own, its rank in its split modulo the block: its
/// prediction is the same whatever else is asked for, and a whole split fills its blocks without a
/// gap.
std::vector<std::uint8_t> block_rows(const Dataset& dataset) {
  std::array<std::size_t, EnumNames<Split>::names.size()> seen{};
  std::vector<std::uint8_t> rows;
  for (ItemId id = 0; id < dataset.size(); ++id) {
    rows.push_back(static_cast<std::uint8_t>(
        seen[static_cast<std::size_t>(dataset.item(id).split)]++ % kBlock));
  }
  return rows;
}

LabelledImages validation_images(const Dataset& dataset) {
  LabelledImages images;
  for (ItemId id = 0; id < dataset.size(); ++id) {
    if (dataset.item(id).split != Split::Validation) continue;
    images.images.push_back(dataset.image(id));
    images.labels.push_back(dataset.item(id).label);
  }
  return images;
}

/// A forward pass: per row of the block the position in the request, or -1.
using BlockPlan = std::array<std::ptrdiff_t, kBlock>;

class TorchLearner final : public Learner {
 public:
  TorchLearner(const RunParams& run, const Dataset& dataset, const std::string& device)
      : run_(run),
        dataset_(dataset),
        rows_(block_rows(dataset)),
        network_(
            make_network(run.model, network_shape(dataset.info()), run.model_stream(), device)),
        explainer_(make_explainer(run.explainer)),
        trainer_(
            run, *network_,
            run.training.keep == KeepState::Best ? validation_images(dataset) : LabelledImages{}) {}

  FitSummary fit(std::span<const Example> examples, std::uint32_t round) override {
    return guarded("training", [&] {
      LabelledImages images;
      for (const Example& example : examples) {
        images.images.push_back(example.edit ? dataset_.edited(example.item, *example.edit)
                                             : dataset_.image(example.item));
        images.labels.push_back(example.label);
      }
      return trainer_.fit(images, round);
    });
  }

  Prediction predict(std::span<const ItemId> items, bool with_features) override {
    return guarded("prediction", [&] {
      Prediction prediction;
      for (const BlockPlan& plan : plans(items))
        predict_block(items, plan, with_features, prediction);
      if (items.empty())
        prediction.probabilities = Matrix(0, static_cast<std::size_t>(network_->shape().classes));
      return prediction;
    });
  }

  std::vector<Explanation> explain(std::span<const ExplainTask> tasks,
                                   std::uint32_t round) override {
    return guarded("explanation", [&] {
      std::vector<Explanation> explanations;
      for (const ExplainTask& task : tasks) {
        require(task.target >= 0 && task.target < network_->shape().classes,
                "item {}: class {} cannot be explained, there are {}", task.item, task.target,
                network_->shape().classes);
        const Rng rng(run_.model_stream(), {Purpose::Masks, round, task.item});
        explanations.push_back(
            explainer_->explain(*network_, dataset_.image(task.item), task.target, rng));
      }
      return explanations;
    });
  }

  std::string state() const override { return network_->parameters().serialised(); }

 private:
  std::vector<BlockPlan> plans(std::span<const ItemId> items) const;
  void predict_block(std::span<const ItemId> items, const BlockPlan& plan, bool with_features,
                     Prediction& prediction) const;

  const RunParams run_;
  const Dataset& dataset_;
  std::vector<std::uint8_t> rows_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<Explainer> explainer_;
  Trainer trainer_;
};

std::vector<BlockPlan> TorchLearner::plans(std::span<const ItemId> items) const {
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

void copy_rows(const Matrix& block, const BlockPlan& plan, std::size_t rows, Matrix& table) {
  if (table.cols == 0) table = Matrix(rows, block.cols);
  for (std::size_t row = 0; row < kBlock; ++row) {
    if (plan[row] < 0) continue;
    const auto from = block.row(row);
    std::copy(from.begin(), from.end(), table.row(static_cast<std::size_t>(plan[row])).begin());
  }
}

void TorchLearner::predict_block(std::span<const ItemId> items, const BlockPlan& plan,
                                 bool with_features, Prediction& prediction) const {
  const c10::InferenceMode no_gradients;
  const NetworkShape& shape = network_->shape();
  std::vector<Image> images(kBlock, Image(shape.channels, shape.height, shape.width));
  for (std::size_t row = 0; row < kBlock; ++row) {
    if (plan[row] >= 0) images[row] = dataset_.image(items[static_cast<std::size_t>(plan[row])]);
  }
  const at::Tensor features = network_->features(normalised(stack(images), *network_));
  const at::Tensor probability = at::softmax(network_->logits(features), 1);
  copy_rows(to_matrix(probability), plan, items.size(), prediction.probabilities);
  if (with_features) copy_rows(to_matrix(features), plan, items.size(), prediction.features);
}

}  // namespace

std::unique_ptr<Learner> make_torch_learner(const RunParams& run, const Dataset& dataset,
                                            const std::string& device) {
  return guarded("setting up the network",
                 [&] { return std::make_unique<TorchLearner>(run, dataset, device); });
}

}  // namespace xil
