#include <ATen/ATen.h>

#include <array>

#include "framework/core/catalogue/tables.h"
#include "framework/nn/networks/network.h"
#include "framework/nn/networks/pretrained_network.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

std::vector<ParameterSpec> linear(const std::string& name, std::int64_t in, std::int64_t out) {
  return {{name + ".weight", {out, in}, by_fan_in(in)}, {name + ".bias", {out}, by_fan_in(in)}};
}

std::vector<ParameterSpec> convolution(const std::string& name, std::int64_t in, std::int64_t out,
                                       std::int64_t kernel) {
  const Initial initial = by_fan_in(in * kernel * kernel);
  return {{name + ".weight", {out, in, kernel, kernel}, initial}, {name + ".bias", {out}, initial}};
}

std::vector<ParameterSpec> joined(std::initializer_list<std::vector<ParameterSpec>> layers) {
  std::vector<ParameterSpec> all;
  for (const auto& layer : layers) all.insert(all.end(), layer.begin(), layer.end());
  return all;
}

/// ReLU in the memory of x. What made x must not need its result for gradients, as linear layers and poolings do not.
at::Tensor rectified(at::Tensor x) { return at::relu_(x); }

/// Two convolutions, each followed by ReLU and 2x2 pooling, and one dense layer.
class SimpleCnn final : public Network {
 public:
  SimpleCnn(const SimpleCnnParams& params, const NetworkShape& shape, Rng rng, const std::string& device)
      : Network(shape, {.specs = specs(params, shape), .head = 2, .dropout = params.dropout}, drawn_from(rng), device),
        stride_(params.stride) {}

  at::Tensor features(const at::Tensor& images) const override {
    const Parameters& p = parameters();
    const at::Tensor first = block(images, p[0], p[1], stride_);
    const at::Tensor second = block(first, p[2], p[3], 1);
    return rectified(at::linear(second.flatten(1), p[4], p[5]));
  }
  at::Tensor logits(const at::Tensor& features) const override {
    return at::linear(features, parameters()[6], parameters()[7]);
  }

 private:
  /// Pooling before the ReLU gives the same values and gradients with a quarter of its work.
  static at::Tensor block(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, std::int64_t stride) {
    return rectified(at::max_pool2d(at::conv2d(x, weight, bias, stride), 2));
  }

  static std::int64_t pooled(std::int64_t side, std::int64_t kernel, std::int64_t stride) {
    return side < kernel ? 0 : ((side - kernel) / stride + 1) / 2;
  }

  static std::int64_t reduced(std::int64_t side, const SimpleCnnParams& params) {
    const std::int64_t left = pooled(pooled(side, params.kernel, params.stride), params.kernel, 1);
    refuse_unless(left > 0,
                  "simple_cnn: 'kernel' {} with 'stride' {} leaves nothing of images with a side "
                  "of {}; lower them",
                  params.kernel, params.stride, side);
    return left;
  }

  static std::vector<ParameterSpec> specs(const SimpleCnnParams& params, const NetworkShape& shape) {
    const std::int64_t flat = params.channels2 * reduced(shape.height, params) * reduced(shape.width, params);
    return joined({convolution("conv1", shape.channels, params.channels1, params.kernel),
                   convolution("conv2", params.channels1, params.channels2, params.kernel),
                   linear("hidden", flat, params.hidden), linear("classes", params.hidden, shape.classes)});
  }

  std::int64_t stride_;
};

/// Dense layers with ReLU on the flattened image.
class Mlp final : public Network {
 public:
  Mlp(const MlpParams& params, const NetworkShape& shape, Rng rng, const std::string& device)
      : Network(shape, {specs(params, shape), 2, params.dropout, params.pixels}, drawn_from(rng), device),
        hidden_(params.hidden.size()) {}

  at::Tensor features(const at::Tensor& images) const override {
    at::Tensor x = images.flatten(1);
    for (std::size_t layer = 0; layer < hidden_; ++layer) {
      x = rectified(at::linear(x, parameters()[2 * layer], parameters()[2 * layer + 1]));
    }
    return x;
  }
  at::Tensor logits(const at::Tensor& features) const override {
    return at::linear(features, parameters()[2 * hidden_], parameters()[2 * hidden_ + 1]);
  }

 private:
  static std::vector<ParameterSpec> specs(const MlpParams& params, const NetworkShape& shape) {
    std::vector<ParameterSpec> all;
    std::int64_t in = std::int64_t{channels_read(params.pixels, shape.channels)} * shape.height * shape.width;
    for (const std::int64_t width : params.hidden) {
      all = joined({all, linear(fmt::format("hidden{}", all.size() / 2 + 1), in, width)});
      in = width;
    }
    all = joined({all, linear("classes", in, shape.classes)});
    for (ParameterSpec& spec : all) {
      if (params.init_sd > 0) spec.initial = {Initial::Kind::Normal, params.init_sd};
    }
    return all;
  }

  std::size_t hidden_;
};

struct NetworkEntry {
  std::string_view name;
  std::unique_ptr<Network> (*make)(const ModelParams& params, const NetworkShape& shape, std::uint64_t model_seed,
                                   const std::string& device);
};

template <class N, class Params>
std::unique_ptr<Network> make(const ModelParams& params, const NetworkShape& shape, std::uint64_t model_seed,
                              const std::string& device) {
  const Rng rng(model_seed, {Purpose::Weights});
  return std::make_unique<N>(dynamic_cast<const Params&>(params), shape, rng, device);
}

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
    NetworkEntry{"mlp", make<Mlp, MlpParams>},
    NetworkEntry{"mobilenet_v2", make_architecture<kMobilenetV2>},
    NetworkEntry{"resnet18", make_architecture<kResnet18>},
    NetworkEntry{"resnet34", make_architecture<kResnet34>},
    NetworkEntry{"resnet50", make_architecture<kResnet50>},
    NetworkEntry{"resnext50_32x4d", make_architecture<kResnext50>},
    NetworkEntry{"simple_cnn", make<SimpleCnn, SimpleCnnParams>},
    NetworkEntry{"torchscript", make_script},
    NetworkEntry{"vgg16", make_architecture<kVgg16>},
};

const NetworkEntry* find_network(std::string_view name) {
  for (const NetworkEntry& entry : kNetworks) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

}  // namespace

Network::Network(const NetworkShape& shape, const NetworkDesign& design, const FirstValues& fill,
                 const std::string& device)
    : shape_(shape),
      device_(device),
      dropout_(design.dropout),
      pixels_(design.pixels),
      parameters_(design.specs, fill, device) {
  for (const ParameterSpec& spec : std::span(design.specs).last(design.head)) head_room_ += room_of(spec);
}

at::Tensor Network::training_features(const at::Tensor& images) { return features(images); }

NetworkShape network_shape(const DatasetInfo& info) { return {info.channels, info.height, info.width, info.classes()}; }

bool has_network(std::string_view name) { return find_network(name) != nullptr; }

std::unique_ptr<Network> make_network(const Choice& model, const NetworkShape& shape, std::uint64_t model_seed,
                                      const std::string& device) {
  const NetworkEntry* entry = find_network(find_named(model_table(), model.name, "model").name);
  require(entry != nullptr, "model '{}' has no network: add it to kNetworks in framework/nn/networks/networks.cpp",
          model.name);
  return entry->make(*model_params(model), shape, model_seed, device);
}

}  // namespace xil
