#include <ATen/ATen.h>

#include <array>

#include "framework/core/catalogue/tables.h"
#include "framework/nn/networks/layered_network.h"
#include "framework/nn/networks/network.h"
#include "framework/nn/networks/pretrained_network.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

using Start = Blueprint::Start;

void add_dense(Backbone& to, const std::string& name, std::int64_t in, std::int64_t out) {
  to.layers.push_back(to.blueprint.linear(name, in, out, Start::ByFanIn));
  to.layers.push_back(relu());
}

/// Pooling before the ReLU gives the same values and gradients with a quarter of its work.
void add_block(Backbone& to, const std::string& name, const ConvolutionShape& shape) {
  to.layers.push_back(to.blueprint.convolution(name, shape, Start::ByFanIn));
  to.layers.push_back(max_pool(2, 2, 0));
  to.layers.push_back(relu());
}

std::int64_t pooled(std::int64_t side, std::int64_t kernel, std::int64_t stride) {
  return side < kernel ? 0 : ((side - kernel) / stride + 1) / 2;
}

/// Side of the activations that the blocks leave of pictures with that side.
std::int64_t reduced(std::int64_t side, const SimpleCnnParams& params) {
  const std::int64_t left = pooled(pooled(side, params.kernel, params.stride), params.kernel, 1);
  refuse_unless(left > 0,
                "simple_cnn: 'kernel' {} with 'stride' {} leaves nothing of images with a side of {}; lower them",
                params.kernel, params.stride, side);
  return left;
}

/// A design without layers so far.
LayeredDesign design_of(std::string_view name, const ModelParams& params) {
  LayeredDesign design;
  design.name = name;
  design.dropout = params.dropped_share();
  design.pixels = params.pixel_scale();
  return design;
}

/// All tensors one after the other from the stream (model_seed, Weights).
std::unique_ptr<Network> make_drawn(LayeredDesign design, const NetworkShape& shape, std::uint64_t model_seed,
                                    const std::string& device) {
  return make_layered(std::move(design), shape, drawn_from(Rng(model_seed, {Purpose::Weights})), device);
}

/// Two convolutions, each followed by 2x2 pooling and ReLU, and one dense layer.
std::unique_ptr<Network> make_simple_cnn(const ModelParams& model, const NetworkShape& shape, std::uint64_t model_seed,
                                         const std::string& device) {
  const auto& params = dynamic_cast<const SimpleCnnParams&>(model);
  const std::int64_t flat = params.channels2 * reduced(shape.height, params) * reduced(shape.width, params);
  LayeredDesign design = design_of("simple_cnn", params);
  Backbone& backbone = design.backbone;
  add_block(backbone, "conv1",
            {channels_read(params.pixels, shape.channels), params.channels1, params.kernel, params.stride, 0, 1, true});
  add_block(backbone, "conv2", {params.channels1, params.channels2, params.kernel, 1, 0, 1, true});
  backbone.layers.push_back(flattened());
  add_dense(backbone, "hidden", flat, params.hidden);
  design.head = backbone.blueprint.linear("classes", params.hidden, shape.classes, Start::ByFanIn);
  return make_drawn(std::move(design), shape, model_seed, device);
}

/// Dense layers with ReLU on the flattened image.
std::unique_ptr<Network> make_mlp(const ModelParams& model, const NetworkShape& shape, std::uint64_t model_seed,
                                  const std::string& device) {
  const auto& params = dynamic_cast<const MlpParams&>(model);
  LayeredDesign design = design_of("mlp", params);
  Backbone& backbone = design.backbone;
  backbone.layers.push_back(flattened());
  std::int64_t in = std::int64_t{channels_read(params.pixels, shape.channels)} * shape.height * shape.width;
  for (std::size_t layer = 0; layer < params.hidden.size(); ++layer) {
    add_dense(backbone, fmt::format("hidden{}", layer + 1), in, params.hidden[layer]);
    in = params.hidden[layer];
  }
  design.head = backbone.blueprint.linear("classes", in, shape.classes, Start::ByFanIn);
  for (ParameterSpec& spec : backbone.blueprint.specs) {
    if (params.init_sd > 0) spec.initial = {Initial::Kind::Normal, params.init_sd};
  }
  return make_drawn(std::move(design), shape, model_seed, device);
}

struct NetworkEntry {
  std::string_view name;
  std::unique_ptr<Network> (*make)(const ModelParams& params, const NetworkShape& shape, std::uint64_t model_seed,
                                   const std::string& device);
};

template <const Architecture& architecture>
std::unique_ptr<Network> make_architecture(const ModelParams& params, const NetworkShape& shape,
                                           std::uint64_t model_seed, const std::string& device) {
  return make_pretrained(architecture, dynamic_cast<const PretrainedParams&>(params), shape, model_seed, device);
}

std::unique_ptr<Network> make_script(const ModelParams& params, const NetworkShape& shape, std::uint64_t model_seed,
                                     const std::string& device) {
  return make_scripted(dynamic_cast<const TorchscriptParams&>(params), shape, model_seed, device);
}

constexpr std::array kNetworks = {
    NetworkEntry{"alexnet", make_architecture<kAlexnet>},
    NetworkEntry{"mlp", make_mlp},
    NetworkEntry{"mobilenet_v2", make_architecture<kMobilenetV2>},
    NetworkEntry{"resnet18", make_architecture<kResnet18>},
    NetworkEntry{"resnet34", make_architecture<kResnet34>},
    NetworkEntry{"resnet50", make_architecture<kResnet50>},
    NetworkEntry{"resnext50_32x4d", make_architecture<kResnext50>},
    NetworkEntry{"simple_cnn", make_simple_cnn},
    NetworkEntry{"torchscript", make_script},
    NetworkEntry{"vgg16", make_architecture<kVgg16>},
};

const NetworkEntry* find_network(std::string_view name) {
  for (const NetworkEntry& entry : kNetworks) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

[[noreturn]] void refuse_spatial_layer(const std::string& model) {
  refuse(
      "model '{}' offers no spatial layer, whose activations are needed here: choose an explainer that reads pictures "
      "and scores only, such as rise, or a network of convolutions, such as simple_cnn or resnet18",
      model);
}

}  // namespace

Network::Network(const NetworkShape& shape, const NetworkDesign& design, const FirstValues& fill,
                 const std::string& device)
    : name_(design.name),
      shape_(shape),
      device_(device),
      dropout_(design.dropout),
      pixels_(design.pixels),
      parameters_(design.specs, fill, device) {
  for (const ParameterSpec& spec : std::span(design.specs).last(design.head)) head_room_ += room_of(spec);
}

at::Tensor Network::training_features(const at::Tensor& images) { return features(images); }

at::Tensor Network::spatial_activations(const at::Tensor&) const { refuse_spatial_layer(name_); }

at::Tensor Network::features_from_spatial(const at::Tensor&) const { refuse_spatial_layer(name_); }

LayerActivations Network::layer_activations(const at::Tensor&) const { return {}; }

NetworkShape network_shape(const DatasetInfo& info) { return {info.channels, info.height, info.width, info.classes()}; }

bool has_network(std::string_view name) { return find_network(name) != nullptr; }

std::unique_ptr<Network> make_network(const ComponentSpec& model, const NetworkShape& shape, std::uint64_t model_seed,
                                      const std::string& device) {
  const NetworkEntry* entry = find_network(find_entry(model_table(), model.name, "model").name);
  require(entry != nullptr, "model '{}' has no network: add it to kNetworks in framework/nn/networks/networks.cpp",
          model.name);
  return entry->make(*model_params(model), shape, model_seed, device);
}

}  // namespace xil
