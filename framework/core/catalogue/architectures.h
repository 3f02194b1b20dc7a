#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "framework/core/base/params.h"
#include "framework/core/catalogue/components.h"

// The networks of torchvision: facts about them that need no LibTorch, and the parameters that they share.
namespace xil {

/// A network with the names that torchvision gives its parts. Stages are the modules with weights before the last
/// linear layer, in the order in which a picture passes them.
struct Architecture {
  std::string_view name;
  std::span<const std::string_view> stages;
  std::string_view head;    ///< the last linear layer
  std::int64_t features;    ///< width of the last linear layer's input
  double work_at_224;       ///< 10^9 multiply-adds of a forward pass at 224 x 224 (torchvision's model pages)
  std::int64_t least_side;  ///< smaller pictures would leave no pixels after the stages
  bool batch_norm;
};

namespace stages {
inline constexpr std::array<std::string_view, 7> kAlexnet = {"features.0",  "features.3",   "features.6",  "features.8",
                                                             "features.10", "classifier.1", "classifier.4"};
inline constexpr std::array<std::string_view, 15> kVgg16 = {"features.0",  "features.2",   "features.5",  "features.7",
                                                            "features.10", "features.12",  "features.14", "features.17",
                                                            "features.19", "features.21",  "features.24", "features.26",
                                                            "features.28", "classifier.0", "classifier.3"};
inline constexpr std::array<std::string_view, 5> kResnet = {"conv1", "layer1", "layer2", "layer3", "layer4"};
inline constexpr std::array<std::string_view, 19> kMobilenetV2 = {
    "features.0",  "features.1",  "features.2",  "features.3",  "features.4",  "features.5",  "features.6",
    "features.7",  "features.8",  "features.9",  "features.10", "features.11", "features.12", "features.13",
    "features.14", "features.15", "features.16", "features.17", "features.18"};
}  // namespace stages

inline constexpr Architecture kAlexnet{"alexnet", stages::kAlexnet, "classifier.6", 4096, 0.71, 63, false};
inline constexpr Architecture kMobilenetV2{"mobilenet_v2", stages::kMobilenetV2, "classifier.1", 1280, 0.30, 32, true};
inline constexpr Architecture kResnet18{"resnet18", stages::kResnet, "fc", 512, 1.81, 32, true};
inline constexpr Architecture kResnet34{"resnet34", stages::kResnet, "fc", 512, 3.66, 32, true};
inline constexpr Architecture kResnet50{"resnet50", stages::kResnet, "fc", 2048, 4.09, 32, true};
inline constexpr Architecture kResnext50{"resnext50_32x4d", stages::kResnet, "fc", 2048, 4.23, 32, true};
inline constexpr Architecture kVgg16{"vgg16", stages::kVgg16, "classifier.6", 4096, 15.47, 32, false};

enum class BatchNorm { Trained, Frozen };
enum class Features { Fresh, Cached };

template <>
struct EnumNames<BatchNorm> {
  static constexpr std::array<std::string_view, 2> names = {"trained", "frozen"};
};
template <>
struct EnumNames<Features> {
  static constexpr std::array<std::string_view, 2> names = {"fresh", "cached"};
};

/// Values of PretrainedParams::freeze besides the names of stages.
inline constexpr std::string_view kFreezeNothing = "none", kFreezeBackbone = "backbone";

struct PretrainedParams : ModelParams {
  std::string weights;
  std::string freeze = std::string(kFreezeNothing);
  BatchNorm batch_norm = BatchNorm::Trained;
  Features features = Features::Fresh;
  double dropout = 0;

  void fields(auto&& f) {
    f("weights", weights,
      "state dict of torchvision as torch.save writes it; its head is replaced. Empty: random values");
    f("freeze", freeze,
      "none; backbone: only the last linear layer learns; or the last of the stages that keep their weights");
    f("batch_norm", batch_norm,
      "of stages that learn. trained: statistics of the batch; frozen: those that are stored");
    f("features", features,
      "freeze: backbone only. cached: features of the pictures are computed once per set and weights, kept beside the "
      "runs; fresh: computed whenever they are needed, with the same result");
    f("dropout", dropout, "share of the penultimate features that training drops; bald needs some");
  }
  /// How many of the architecture's stages keep their weights; refuses a stage that it does not have.
  std::size_t frozen_stages(const Architecture& architecture) const;
  bool whole_backbone() const { return freeze == kFreezeBackbone; }

  PixelScale pixel_scale() const override { return PixelScale::Imagenet; }
  double dropped_share() const override { return dropout; }
  bool has_frozen_backbone() const override { return whole_backbone(); }
  bool caches_features() const override { return features == Features::Cached; }
  bool has_spatial_layer() const override { return true; }
  bool is_chain() const override { return false; }

 protected:
  void check(const Architecture& architecture) const;
  /// Replaces files by their digests and resets parameters without effect.
  void identify(const Architecture& architecture);
};

/// Work of an architecture on pictures of the size of `dataset`, in 10^9 multiply-adds.
double scaled_work(const Architecture& architecture, const ExpectedDataset& dataset);

/// The parameters of one architecture.
template <const Architecture& architecture>
struct ArchitectureParams : PretrainedParams {
  void validate() const { check(architecture); }
  double forward_work(const ExpectedDataset& dataset) const override { return scaled_work(architecture, dataset); }
  std::int64_t feature_width() const override { return architecture.features; }
  Value identity() const override {
    ArchitectureParams same = *this;
    same.identify(architecture);
    return to_value(same);
  }
};

/// Which head decides in a model around a TorchScript module: one that is trained, or its own.
enum class ScriptHead { Trained, Own };
template <>
struct EnumNames<ScriptHead> {
  static constexpr std::array<std::string_view, 2> names = {"trained", "own"};
};

/// A black box: a TorchScript module, frozen.
struct TorchscriptParams : ModelParams {
  std::string torchscript;
  std::string output;
  ScriptHead head = ScriptHead::Trained;
  PixelScale pixels = PixelScale::Imagenet;
  Features features = Features::Fresh;
  double dropout = 0;

  void fields(auto&& f) {
    f("torchscript", torchscript, "file of torch.jit.save; the module reads pictures and returns logits");
    f("output", output,
      "name (of a dictionary) or number (of a tuple) of the output that holds the features; empty: the logits serve as "
      "features");
    f("head", head,
      "trained: a linear layer of ours on the features learns; own: the module's logits decide, nothing is trained");
    f("pixels", pixels,
      "what the module reads: imagenet: torchvision's mean and deviation, three channels; zero_to_one; unit: -1 to "
      "1; raw: 0 to 255");
    f("features", features, "cached: features are computed once per set and module, kept beside the runs");
    f("dropout", dropout, "head: trained: share of the features that training drops; bald needs some");
  }
  void validate() const;
  /// The work of a black box is unknown: that of a ResNet-50 is assumed.
  double forward_work(const ExpectedDataset& dataset) const override { return scaled_work(kResnet50, dataset); }
  std::int64_t feature_width() const override { return kResnet50.features; }
  PixelScale pixel_scale() const override { return pixels; }
  double dropped_share() const override { return dropout; }
  bool has_frozen_backbone() const override { return true; }
  bool caches_features() const override { return features == Features::Cached; }
  bool has_spatial_layer() const override { return false; }
  bool is_chain() const override { return false; }
  Value identity() const override;
};

}  // namespace xil
