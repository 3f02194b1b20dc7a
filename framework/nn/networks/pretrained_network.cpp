#include "framework/nn/networks/pretrained_network.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "framework/core/base/value.h"
#include "framework/nn/networks/layered_network.h"
#include "framework/nn/networks/loaded_weights.h"
#include "framework/nn/networks/torchvision.h"

namespace xil {
namespace {

Rng tensor_stream(std::uint64_t model_seed, std::size_t i) {
  return {model_seed, {Purpose::Weights, 0, static_cast<std::uint32_t>(i)}};
}

LayeredDesign design_of(const Architecture& architecture, const PretrainedParams& params, int classes) {
  Backbone backbone = make_backbone(architecture, params.frozen_stages(architecture), params.batch_norm);
  backbone.blueprint.learn(true, true);
  LayerPtr head = backbone.blueprint.linear(std::string(architecture.head), architecture.features, classes,
                                            head_start(architecture));
  return {.name = std::string(architecture.name),
          .backbone = std::move(backbone),
          .head = std::move(head),
          .dropout = params.dropout,
          .pixels = params.pixel_scale(),
          .frozen_backbone = {},
          .notes = {}};
}

/// `origin` of the weights: a digest, or a seed.
std::string frozen_backbone(const Architecture& architecture, const std::string& origin) {
  return to_json(Value(Value::Map{{"network", Value(std::string(architecture.name))}, {"weights", Value(origin)}}));
}

}  // namespace

std::unique_ptr<Network> make_pretrained(const Architecture& architecture, const PretrainedParams& params,
                                         const NetworkShape& shape, std::uint64_t model_seed,
                                         const std::string& device) {
  refuse_unless(shape.height >= architecture.least_side && shape.width >= architecture.least_side,
                "{} leaves nothing of pictures of {}x{}: its least side is {}; raise the dataset's size",
                architecture.name, shape.height, shape.width, architecture.least_side);
  LayeredDesign design = design_of(architecture, params, shape.classes);
  std::optional<LoadedWeights> weights;
  if (!params.weights.empty()) {
    weights.emplace(params.weights, design.backbone.blueprint.specs, kHeadSpecs);
    design.notes = weights->notes();
  }
  if (params.whole_backbone()) {
    design.frozen_backbone =
        frozen_backbone(architecture, weights ? weights->sha256() : fmt::format("seed {}", model_seed));
  }
  const FirstValues fill = [&](std::size_t i, const ParameterSpec& spec, std::span<float> values) {
    if (weights && weights->copy(spec.name, values)) return;
    Rng rng = tensor_stream(model_seed, i);
    draw_initial(spec.initial, rng, values);
  };
  return make_layered(std::move(design), shape, fill, device);
}

}  // namespace xil
