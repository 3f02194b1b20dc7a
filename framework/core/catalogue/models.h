#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/architectures.h"
#include "framework/core/catalogue/components.h"
#include "framework/core/interfaces/region_loss.h"

// Names and parameters of the models. Their factories are in framework/nn/networks; a test checks that every name has
// one.
namespace xil {

/// Of the parameter `pixels` of the networks that learn from nothing.
inline constexpr std::string_view kPixelsHelp =
    "what the network reads: unit: -1 to 1; raw: 0 to 255; zero_to_one; imagenet: torchvision's mean and deviation";

/// Two 5x5 convolutions with pooling and one dense layer; input size free. With `pixels: raw` it is the SimpleConvNet
/// that XIL typology trained.
struct SimpleCnnParams : ModelParams {
  std::int64_t channels1 = 20;
  std::int64_t channels2 = 50;
  std::int64_t kernel = 5;
  std::int64_t stride = 1;
  std::int64_t hidden = 256;
  double dropout = 0;
  PixelScale pixels = PixelScale::Unit;

  void fields(auto&& f) {
    f("channels1", channels1, "channels of the first convolution");
    f("channels2", channels2, "channels of the second convolution");
    f("kernel", kernel, "side of both convolutions' kernels");
    f("stride", stride, "stride of the first convolution");
    f("hidden", hidden, "width of the dense layer: the penultimate features");
    f("dropout", dropout, "share of the penultimate features that training drops; bald needs some");
    f("pixels", pixels, kPixelsHelp);
  }
  void validate() const;
  double forward_work(const ExpectedDataset& dataset) const override;
  std::int64_t feature_width() const override { return hidden; }
  PixelScale pixel_scale() const override { return pixels; }
  double dropped_share() const override { return dropout; }
  bool has_frozen_backbone() const override { return false; }
  bool caches_features() const override { return false; }
  bool has_spatial_layer() const override { return true; }
  bool is_chain() const override { return true; }
  Value identity() const override { return to_value(*this); }
};

/// Multi-layer perceptron on the flattened image. `init_sd: 0.1` with `pixels: raw` is the network of the published
/// decoy experiments (Ross et al. 2017).
struct MlpParams : ModelParams {
  std::vector<std::int64_t> hidden = {50, 30};
  double dropout = 0;
  double init_sd = 0;
  PixelScale pixels = PixelScale::Unit;

  void fields(auto&& f) {
    f("hidden", hidden, "widths of the hidden layers; the last are the features");
    f("dropout", dropout, "share of the penultimate features that training drops; bald needs some");
    f("init_sd", init_sd, "weights and biases start normal with this deviation; 0: uniform, as torch's linear layers");
    f("pixels", pixels, kPixelsHelp);
  }
  void validate() const;
  double forward_work(const ExpectedDataset& dataset) const override;
  std::int64_t feature_width() const override { return hidden.back(); }
  PixelScale pixel_scale() const override { return pixels; }
  double dropped_share() const override { return dropout; }
  bool has_frozen_backbone() const override { return false; }
  bool caches_features() const override { return false; }
  bool has_spatial_layer() const override { return false; }
  bool is_chain() const override { return true; }
  Value identity() const override { return to_value(*this); }
};

/// All models, sorted by name. Only models.cpp uses this table: using it compiles the parsers of all parameters, which
/// takes seconds. Other files call model_table().
inline constexpr std::array kModels = {
    registry_entry<ArchitectureParams<kAlexnet>>("alexnet", "AlexNet as torchvision builds it"),
    registry_entry<MlpParams>("mlp", "multi-layer perceptron"),
    registry_entry<ArchitectureParams<kMobilenetV2>>("mobilenet_v2", "MobileNetV2 as torchvision builds it"),
    registry_entry<ArchitectureParams<kResnet18>>("resnet18", "ResNet-18 as torchvision builds it"),
    registry_entry<ArchitectureParams<kResnet34>>("resnet34", "ResNet-34 as torchvision builds it"),
    registry_entry<ArchitectureParams<kResnet50>>("resnet50", "ResNet-50 as torchvision builds it"),
    registry_entry<ArchitectureParams<kResnext50>>("resnext50_32x4d", "ResNeXt-50 32x4d as torchvision builds it"),
    registry_entry<SimpleCnnParams>("simple_cnn", "two 5x5 convolutions with pooling, one dense layer"),
    registry_entry<TorchscriptParams>("torchscript",
                                      "any TorchScript module that returns logits, as a frozen backbone or as it is"),
    registry_entry<ArchitectureParams<kVgg16>>("vgg16", "VGG-16 as torchvision builds it"),
};
std::span<const RegistryEntry> model_table();

/// The parameters of a model.
std::shared_ptr<const ModelParams> model_params(const ComponentSpec& model);
/// The same as those of one kind of models; null where the model is of another.
template <class P>
std::shared_ptr<const P> model_params_as(const ComponentSpec& model) {
  return std::dynamic_pointer_cast<const P>(model_params(model));
}

/// Whether networks of these parameters have what a region loss needs.
bool serves(const ModelParams& model, LossNeeds needs);

}  // namespace xil
