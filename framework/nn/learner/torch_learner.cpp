#include "framework/nn/learner/torch_learner.h"

#include <algorithm>

#include "framework/nn/explainers/explainer.h"
#include "framework/nn/learner/guided_fit.h"
#include "framework/nn/learner/item_features.h"
#include "framework/nn/learner/predictor.h"
#include "framework/nn/networks/tensors.h"
#include "framework/nn/training/divergence.h"
#include "framework/nn/training/trainer.h"
#include "framework/nn/weights/finite.h"

namespace xil {
namespace {

constexpr std::size_t kPicturesAtOnce = 256;  ///< pictures to be explained that are in memory together

std::vector<Example> validation_examples(const Dataset& dataset) {
  std::vector<Example> examples;
  for (ItemId id = 0; id < dataset.size(); ++id) {
    const Item& item = dataset.item(id);
    if (item.split == Split::Validation) examples.push_back({id, item.label, nullptr});
  }
  return examples;
}

class TorchLearner final : public Learner {
 public:
  TorchLearner(const RunParams& run, const Dataset& dataset, const std::string& device, FeatureCache* cache)
      : run_(run),
        dataset_(dataset),
        network_(make_network(run.model, network_shape(dataset.info()), run.model_stream(), device)),
        features_(make_item_features(cache)),
        predictor_(*network_, dataset, features_.get()),
        explainer_(make_explainer(run.explainer)),
        trainer_(
            run, *network_,
            run.training.keep == KeepState::Best ? training_images(validation_examples(dataset)) : LabelledImages{}) {}

  FitSummary fit(std::span<const Example> examples, const TrainingGuide& guide, std::uint32_t round) override {
    round_ = round;
    return guarded("training", [&] {
      if (network_->parameters().specs().empty()) return FitSummary{0, kUndefined, kUndefined};  // nothing learns
      const auto images = [&](std::span<const Example> some) { return training_images(some); };
      return guided_fit({run_, *network_, trainer_, images}, examples, guide, round);
    });
  }

  Prediction predict(std::span<const ItemId> items, bool with_features) override {
    return guarded("prediction", [&] {
      Prediction prediction = predictor_.predict(items, with_features);
      require_finite(prediction.probabilities.values, "probabilities");
      require_finite(prediction.features.values, "features");
      return prediction;
    });
  }

  std::vector<Matrix> predict_with_dropout(std::span<const ItemId> items, std::int64_t passes,
                                           std::uint32_t round) override {
    return guarded("prediction with dropout", [&] {
      std::vector<Matrix> tables = predictor_.predict_with_dropout(items, passes, run_.model_stream(), round);
      for (const Matrix& table : tables) require_finite(table.values, "probabilities under dropout");
      return tables;
    });
  }

  std::vector<float> scores(std::span<const Image> images, int target) override {
    return guarded("scoring", [&] {
      require_class(target);
      std::vector<float> scores = scores_of(*network_, images, target);
      require_finite(scores, "scores of edited pictures");
      return scores;
    });
  }

  std::vector<Explanation> explain(std::span<const ExplainTask> tasks, std::uint32_t round) override {
    return guarded("explanation", [&] {
      std::vector<Explanation> explanations;
      for (std::size_t first = 0; first < tasks.size(); first += kPicturesAtOnce) {
        std::vector<ExplainRequest> requests;
        for (const ExplainTask& task : tasks.subspan(first, std::min(kPicturesAtOnce, tasks.size() - first))) {
          require_class(task.target);
          requests.push_back({dataset_.image(task.item), task.target, {run_.model_stream(), round, task.item}});
        }
        for (Explanation& explanation : explainer_->explain_all(*network_, requests)) {
          require_finite(explanation.map.values, "maps");
          explanations.push_back(std::move(explanation));
        }
      }
      return explanations;
    });
  }

  std::string checkpoint() const override {
    return guarded("keeping the state of training", [&] { return trainer_.checkpoint(); });
  }

  void resume(const std::string& checkpoint) override {
    guarded("resuming training", [&] { trainer_.resume(checkpoint); });
  }

  void keep_fits_in(FitKeeper& keeper) override { trainer_.keep_fits_in(&keeper); }

  std::string state() const override { return network_->parameters().serialised(); }

  std::vector<std::string> notes() const override { return network_->notes(); }

 private:
  /// Nothing where the backbone learns: its features are new after every update.
  std::unique_ptr<ItemFeatures> make_item_features(FeatureCache* cache) const {
    if (network_->frozen_backbone().empty()) return nullptr;
    return std::make_unique<ItemFeatures>(*network_, dataset_,
                                          model_params(run_.model)->caches_features() ? cache : nullptr);
  }

  LabelledImages training_images(std::span<const Example> examples) const {
    LabelledImages images;
    if (features_) images.features = features_->of_examples(examples);
    for (const Example& example : examples) {
      if (features_ && example.losses.empty()) {
        images.add_label(example.label, example.edit != nullptr);
        continue;
      }
      const Image image = example.edit ? dataset_.edited(example.item, *example.edit) : dataset_.image(example.item);
      if (!features_) images.reserve(examples.size(), image);
      images.add(image, example.label, example.losses, example.edit != nullptr);
    }
    return images;
  }

  void require_finite(std::span<const float> values, std::string_view what) const {
    const std::size_t bad = count_not_finite(values);
    if (bad == 0) return;
    const std::string remedy = network_->parameters().specs().empty()
                                   ? "nothing learns here, so look at the module and at model.pixels"
                                   : what_to_lower(run_.training);
    fail("round {}: the network's {} are NaN or infinite ({} of {}): {}", round_, what, bad, values.size(), remedy);
  }

  void require_class(int target) const {
    require(target >= 0 && target < network_->shape().classes, "class {} has no score, there are {} classes", target,
            network_->shape().classes);
  }

  const RunParams run_;
  const Dataset& dataset_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<ItemFeatures> features_;
  Predictor predictor_;
  std::unique_ptr<Explainer> explainer_;
  Trainer trainer_;
  std::uint32_t round_ = 0;  ///< of the last fit
};

}  // namespace

std::unique_ptr<Learner> make_torch_learner(const RunParams& run, const Dataset& dataset, const std::string& device,
                                            FeatureCache* cache) {
  return guarded("setting up the network", [&] { return std::make_unique<TorchLearner>(run, dataset, device, cache); });
}

}  // namespace xil
