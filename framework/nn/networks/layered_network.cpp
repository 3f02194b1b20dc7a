#include "framework/nn/networks/layered_network.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace xil {
namespace {

std::size_t layers_before_rows(const Layers& layers) {
  const auto rows = std::ranges::find_if(layers, [](const LayerPtr& layer) { return layer->makes_rows(); });
  return static_cast<std::size_t>(rows - layers.begin());
}

/// One step per layer; none at all where a layer is no step.
LayerChain chain_of(const Layers& layers, const Layer& head) {
  LayerChain chain;
  for (const LayerPtr& layer : layers) {
    const std::optional<ChainStep> step = layer->step();
    if (!step) return {};
    chain.push_back(*step);
  }
  chain.push_back(head.step().value());
  return chain;
}

class LayeredNetwork final : public Network {
 public:
  LayeredNetwork(LayeredDesign design, const NetworkShape& shape, const FirstValues& fill, const std::string& device)
      : Network(shape, {design.name, design.backbone.blueprint.specs, kHeadSpecs, design.dropout, design.pixels}, fill,
                device),
        layers_(std::move(design.backbone.layers)),
        head_(std::move(design.head)),
        spatial_(layers_before_rows(layers_)),
        statistics_learn_(design.backbone.blueprint.any_statistics_learn()),
        has_batch_norm_(design.backbone.blueprint.any_batch_norm()),
        frozen_backbone_(std::move(design.frozen_backbone)),
        notes_(std::move(design.notes)) {
    set_chain(chain_of(layers_, *head_));
  }

  at::Tensor features(const at::Tensor& images) const override { return passed_through(layers_, images, evaluation()); }
  at::Tensor training_features(const at::Tensor& images) override {
    return passed_through(layers_, images, {parameters(), true});
  }
  bool rows_are_independent() const override { return !statistics_learn_; }
  at::Tensor logits(const at::Tensor& features) const override { return (*head_)(features, {parameters(), false}); }
  bool has_spatial_layer() const override { return spatial_ > 0; }
  at::Tensor spatial_activations(const at::Tensor& images) const override {
    if (!has_spatial_layer()) return Network::spatial_activations(images);
    return passed_through(std::span(layers_).first(spatial_), images, evaluation());
  }
  at::Tensor features_from_spatial(const at::Tensor& activations) const override {
    if (!has_spatial_layer()) return Network::features_from_spatial(activations);
    return passed_through(std::span(layers_).subspan(spatial_), activations, evaluation());
  }
  LayerActivations layer_activations(const at::Tensor& images) const override {
    LayerActivations all;
    Pass pass = evaluation();
    for (const LayerPtr& layer : layers_) {
      pass.places = &all.places.emplace_back();
      all.values.push_back((*layer)(all.values.empty() ? images : all.values.back(), pass));
    }
    return all;
  }
  std::size_t spatial_layer() const override { return spatial_ - 1; }
  std::string frozen_backbone() const override { return frozen_backbone_; }
  std::vector<std::string> notes() const override { return notes_; }

 private:
  Pass evaluation() const { return {parameters(), false, folded()}; }

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
  std::size_t spatial_;  ///< so many layers end with the spatial one; 0: there is none
  bool statistics_learn_, has_batch_norm_;
  mutable FoldedConvolutions folded_;
  mutable std::int64_t folded_revision_ = -1;
  std::string frozen_backbone_;
  std::vector<std::string> notes_;
};

}  // namespace

std::unique_ptr<Network> make_layered(LayeredDesign design, const NetworkShape& shape, const FirstValues& fill,
                                      const std::string& device) {
  return std::make_unique<LayeredNetwork>(std::move(design), shape, fill, device);
}

}  // namespace xil
