#include "framework/nn/networks/pretrained_network.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "framework/core/base/value.h"
#include "framework/nn/networks/loaded_weights.h"
#include "framework/nn/networks/torchvision.h"

namespace xil {
namespace {

Rng tensor_stream(std::uint64_t model_seed, std::size_t i) {
  return {model_seed, {Purpose::Weights, 0, static_cast<std::uint32_t>(i)}};
}

class PretrainedNetwork final : public Network {
 public:
  /// What is there before the base class is: `backbone` has the head's specs already.
  struct Parts {
    const Architecture& architecture;
    Backbone backbone;
    LayerPtr head;
    std::string origin;  ///< of the weights: a digest, or a seed
    std::vector<std::string> notes;
  };

  PretrainedNetwork(Parts parts, const PretrainedParams& params, const NetworkShape& shape, const FirstValues& fill,
                    const std::string& device)
      : Network(shape, {parts.backbone.blueprint.specs, kHeadSpecs, params.dropout, PixelScale::Imagenet}, fill,
                device),
        layers_(std::move(parts.backbone.layers)),
        head_(std::move(parts.head)),
        statistics_learn_(parts.backbone.blueprint.any_statistics_learn()),
        has_batch_norm_(parts.backbone.blueprint.any_batch_norm()),
        notes_(std::move(parts.notes)) {
    if (params.whole_backbone()) {
      frozen_ = to_json(Value(
          Value::Map{{"network", Value(std::string(parts.architecture.name))}, {"weights", Value(parts.origin)}}));
    }
  }

  at::Tensor features(const at::Tensor& images) const override {
    return passed_through(layers_, images, {parameters(), false, folded()});
  }
  at::Tensor training_features(const at::Tensor& images) override {
    return passed_through(layers_, images, {parameters(), true});
  }
  bool rows_are_independent() const override { return !statistics_learn_; }
  at::Tensor logits(const at::Tensor& features) const override { return (*head_)(features, {parameters(), false}); }
  std::string frozen_backbone() const override { return frozen_; }
  std::vector<std::string> notes() const override { return notes_; }

  static constexpr std::size_t kHeadSpecs = 2;

 private:
  /// Folded once for all passes between two changes of the weights; null where gradients should reach the weights
  /// themselves.
  const FoldedConvolutions* folded() const {
    if (!has_batch_norm_ || c10::GradMode::is_enabled()) return nullptr;
    if (folded_revision_ != parameters().revision()) {
      for (const LayerPtr& layer : layers_) layer->fold(parameters(), folded_);
      folded_revision_ = parameters().revision();
    }
    return &folded_;
  }

  Layers layers_;
  LayerPtr head_;
  bool statistics_learn_, has_batch_norm_;
  mutable FoldedConvolutions folded_;
  mutable std::int64_t folded_revision_ = -1;
  std::vector<std::string> notes_;
  std::string frozen_;
};

PretrainedNetwork::Parts make_parts(const Architecture& architecture, const PretrainedParams& params, int classes,
                                    std::uint64_t model_seed) {
  Backbone backbone = make_backbone(architecture, params.frozen_stages(architecture), params.batch_norm);
  backbone.blueprint.learn(true, true);
  LayerPtr head = backbone.blueprint.linear(std::string(architecture.head), architecture.features, classes,
                                            head_start(architecture));
  return {architecture, std::move(backbone), std::move(head), fmt::format("seed {}", model_seed), {}};
}

}  // namespace

std::unique_ptr<Network> make_pretrained(const Architecture& architecture, const PretrainedParams& params,
                                         const NetworkShape& shape, std::uint64_t model_seed,
                                         const std::string& device) {
  refuse_unless(shape.height >= architecture.least_side && shape.width >= architecture.least_side,
                "{} leaves nothing of pictures of {}x{}: its least side is {}; raise the dataset's size",
                architecture.name, shape.height, shape.width, architecture.least_side);
  PretrainedNetwork::Parts parts = make_parts(architecture, params, shape.classes, model_seed);
  std::optional<LoadedWeights> weights;
  if (!params.weights.empty()) {
    weights.emplace(params.weights, parts.backbone.blueprint.specs, PretrainedNetwork::kHeadSpecs);
    parts.notes = weights->notes();
    parts.origin = weights->sha256();
  }
  const FirstValues fill = [&](std::size_t i, const ParameterSpec& spec, std::span<float> values) {
    if (weights && weights->copy(spec.name, values)) return;
    Rng rng = tensor_stream(model_seed, i);
    draw_initial(spec.initial, rng, values);
  };
  return std::make_unique<PretrainedNetwork>(std::move(parts), params, shape, fill, device);
}

}  // namespace xil
