#include "framework/nn/torch_learner.h"

#include "framework/nn/explainer.h"
#include "framework/nn/predictor.h"
#include "framework/nn/tensors.h"
#include "framework/nn/trainer.h"

namespace xil {
namespace {

LabelledImages validation_images(const Dataset& dataset) {
  LabelledImages images;
  for (ItemId id = 0; id < dataset.size(); ++id) {
    const Item& item = dataset.item(id);
    if (item.split == Split::Validation) images.add(dataset.image(id), item.label);
  }
  return images;
}

LabelledImages training_images(const Dataset& dataset, std::span<const Example> examples,
                               bool with_regions) {
  LabelledImages images;
  for (const Example& example : examples) {
    const Image image =
        example.edit ? dataset.edited(example.item, *example.edit) : dataset.image(example.item);
    images.reserve(examples.size(), image);
    images.add(image, example.label, with_regions ? example.penalty.get() : nullptr);
  }
  return images;
}

class TorchLearner final : public Learner {
 public:
  TorchLearner(const RunParams& run, const Dataset& dataset, const std::string& device)
      : run_(run),
        dataset_(dataset),
        network_(
            make_network(run.model, network_shape(dataset.info()), run.model_stream(), device)),
        predictor_(*network_, dataset),
        explainer_(make_explainer(run.explainer)),
        trainer_(
            run, *network_,
            run.training.keep == KeepState::Best ? validation_images(dataset) : LabelledImages{}) {}

  FitSummary fit(std::span<const Example> examples, const TrainingGuide& guide,
                 std::uint32_t round) override {
    return guarded("training", [&] {
      return trainer_.fit(training_images(dataset_, examples, guide.penalty_weight > 0), guide,
                          round);
    });
  }

  Prediction predict(std::span<const ItemId> items, bool with_features) override {
    return guarded("prediction", [&] { return predictor_.predict(items, with_features); });
  }

  std::vector<Matrix> predict_with_dropout(std::span<const ItemId> items, std::int64_t passes,
                                           std::uint32_t round) override {
    return guarded("prediction with dropout", [&] {
      return predictor_.predict_with_dropout(items, passes, run_.model_stream(), round);
    });
  }

  std::vector<float> scores(std::span<const Image> images, int target) override {
    return guarded("scoring", [&] {
      require_class(target);
      return predictor_.scores(images, target);
    });
  }

  std::vector<Explanation> explain(std::span<const ExplainTask> tasks,
                                   std::uint32_t round) override {
    return guarded("explanation", [&] {
      std::vector<Explanation> explanations;
      for (const ExplainTask& task : tasks) {
        require_class(task.target);
        const ExplanationStreams streams{run_.model_stream(), round, task.item};
        explanations.push_back(
            explainer_->explain(*network_, dataset_.image(task.item), task.target, streams));
      }
      return explanations;
    });
  }

  std::string state() const override { return network_->parameters().serialised(); }

 private:
  void require_class(int target) const {
    require(target >= 0 && target < network_->shape().classes,
            "class {} has no score, there are {} classes", target, network_->shape().classes);
  }

  const RunParams run_;
  const Dataset& dataset_;
  std::unique_ptr<Network> network_;
  Predictor predictor_;
  std::unique_ptr<Explainer> explainer_;
  Trainer trainer_;
};

}  // namespace

std::unique_ptr<Learner> make_torch_learner(const RunParams& run, const Dataset& dataset,
                                            const std::string& device) {
  return guarded("setting up the network",
                 [&] { return std::make_unique<TorchLearner>(run, dataset, device); });
}

}  // namespace xil
