#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "framework/core/base/params.h"
#include "framework/core/catalogue/architectures.h"
#include "framework/core/catalogue/image_sets.h"
#include "framework/core/catalogue/run_groups.h"

// Names and parameters of the models, datasets and explainers. The factories behind the names live in their rooms
// (framework/nn, framework/data); a test checks that every name here has one.
namespace xil {

enum class Corner { Fixed, Random };
enum class ConfounderClasses { None, Ok, Defect, Both };
enum class Fill { Black, Mean, Blur, Colour };
enum class Normalise { Constant, Coverage, Centred };
enum class Sampling { Bernoulli, Hadamard };
enum class Surrogate { Linear, Logistic };

template <>
struct EnumNames<Corner> {
  static constexpr std::array<std::string_view, 2> names = {"fixed", "random"};
};
template <>
struct EnumNames<ConfounderClasses> {
  static constexpr std::array<std::string_view, 4> names = {"none", "ok", "defect", "both"};
};
template <>
struct EnumNames<Fill> {
  static constexpr std::array<std::string_view, 4> names = {"black", "mean", "blur", "colour"};
};
template <>
struct EnumNames<Normalise> {
  static constexpr std::array<std::string_view, 3> names = {"constant", "coverage", "centred"};
};
template <>
struct EnumNames<Sampling> {
  static constexpr std::array<std::string_view, 2> names = {"bernoulli", "hadamard"};
};
template <>
struct EnumNames<Surrogate> {
  static constexpr std::array<std::string_view, 2> names = {"linear", "logistic"};
};

/// Plain Fashion-MNIST (28x28 grey) from its four gzip-compressed IDX files.
struct FashionMnistParams {
  std::string root = "/usr/share/datasets/fashion-mnist";
  std::vector<std::int64_t> classes = {};
  std::int64_t pool = 1000;
  std::int64_t validation = 200;
  std::int64_t test = 1000;

  void fields(auto&& f) {
    f("root", root, "folder of the IDX files");
    f("classes", classes, "which of the ten classes, renumbered in this order; empty: all");
    f("pool", pool, "items of the training file in the pool, drawn evenly from the classes; 0: all that are left");
    f("validation", validation, "items of the training file kept for validation");
    f("test", test, "items of the test file; 0: all");
  }
  void validate() const;
};

/// Fashion-MNIST with a square whose grey value goes with the class in pool and validation and with the class of a
/// random draw in test (generator: Ross et al. 2017, decoy_mnist.py; the strong two-class form is the default).
struct DecoyFashionMnistParams : FashionMnistParams {
  Corner corner = Corner::Fixed;
  std::vector<std::int64_t> values = {255, 90};
  std::int64_t square = 4;

  DecoyFashionMnistParams() { classes = {2, 4}; }
  void fields(auto&& f) {
    FashionMnistParams::fields(f);
    f("corner", corner, "fixed: top left; random: one of the four, per image");
    f("values", values, "grey value of the square per class; empty: 255 - 25 * class as published");
    f("square", square, "side of the square in pixels");
  }
  void validate() const;
};

/// Procedural pictures of metal-inert-gas weld seams with pixel-exact defect and confounder regions.
struct WeldSeamsParams {
  std::int64_t items = 413;
  std::int64_t size = 48;
  double defect_share = 0.5;
  std::vector<std::string> defects = {"irregular_scales", "crack", "binding_error", "pores"};
  double contrast = 1.0;
  ConfounderClasses confounder = ConfounderClasses::None;
  double confounder_strength = 0.95;
  double validation_share = 0.1;
  double test_share = 0.35;
  std::vector<std::string> hold_out_type;
  std::int64_t render_seed = 0;

  void fields(auto&& f) {
    f("items", items, "number of pictures");
    f("size", size, "side of the square pictures in pixels");
    f("defect_share", defect_share, "share of pictures with a defect");
    f("defects", defects, "which types occur: irregular_scales, crack, binding_error, pores");
    f("contrast", contrast, "visibility of defects; 1 as in fair photographs, less is harder");
    f("confounder", confounder,
      "classes that carry a mark of their own (ok: white chalk, defect: a blue dot) in pool and validation; in test it "
      "is drawn regardless of the class");
    f("confounder_strength", confounder_strength,
      "probability that the mark of a pool or validation item goes with its class");
    f("validation_share", validation_share, "share of the pictures kept for validation");
    f("test_share", test_share, "share of the pictures kept for test");
    f("hold_out_type", hold_out_type,
      "defect types kept out of pool and validation; metrics of seen and unseen types are reported apart");
    f("render_seed", render_seed, "another number gives other pictures");
  }
  void validate() const;
};

/// Two 5x5 convolutions with pooling and one dense layer (XIL typology's SimpleConvNet); input size free.
struct SimpleCnnParams {
  std::int64_t channels1 = 20;
  std::int64_t channels2 = 50;
  std::int64_t kernel = 5;
  std::int64_t stride = 1;
  std::int64_t hidden = 256;
  double dropout = 0;

  void fields(auto&& f) {
    f("channels1", channels1, "channels of the first convolution");
    f("channels2", channels2, "channels of the second convolution");
    f("kernel", kernel, "side of both convolutions' kernels");
    f("stride", stride, "stride of the first convolution");
    f("hidden", hidden, "width of the dense layer: the penultimate features");
    f("dropout", dropout, "share of the penultimate features that training drops; bald needs some");
  }
  void validate() const;
};

/// Multi-layer perceptron on the flattened image. `init_sd: 0.1` with `pixels: raw` is the network of the published
/// decoy experiments (Ross et al. 2017).
struct MlpParams {
  std::vector<std::int64_t> hidden = {50, 30};
  double dropout = 0;
  double init_sd = 0;
  PixelScale pixels = PixelScale::Unit;

  void fields(auto&& f) {
    f("hidden", hidden, "widths of the hidden layers; the last are the features");
    f("dropout", dropout, "share of the penultimate features that training drops; bald needs some");
    f("init_sd", init_sd, "weights and biases start normal with this deviation; 0: uniform, as torch's linear layers");
    f("pixels", pixels,
      "what the network reads: unit: -1 to 1; raw: 0 to 255; zero_to_one; imagenet: torchvision's mean and deviation");
  }
  void validate() const;
};

/// RISE (Petsiuk 2018) and InvRISE (arXiv 2410.12817) share their parameters.
struct RiseParams {
  std::int64_t masks = 400;
  std::int64_t grid = 7;
  NumberOrAuto p{0.5};
  std::int64_t pilot_masks = 50;
  Fill fill = Fill::Black;
  Normalise normalise = Normalise::Constant;
  Sampling sampling = Sampling::Bernoulli;
  bool control_variate = false;
  Surrogate surrogate = Surrogate::Linear;
  StopRule stop;
  std::int64_t batch = 50;
  Precision precision = Precision::Float32;

  void fields(auto&& f) {
    f("masks", masks, "masked copies per explained item");
    f("grid", grid, "cells per side of a mask's grid");
    f("p", p,
      "probability that a cell is visible; auto: per item, the p nearest .5 under which the score varies enough");
    f("pilot_masks", pilot_masks, "p: auto tries every p with so many masks");
    f("fill", fill, "what hidden pixels become, in pixel space; colour: a random colour per masked copy");
    f("normalise", normalise, "divide by N p (as published), by the coverage, or take the covariance");
    f("sampling", sampling,
      "bernoulli: independent cells; hadamard: blocks of masks in which cells are balanced and shifts stratified (p: "
      "0.5)");
    f("control_variate", control_variate,
      "what a model of the scores explains is not taken from the masks that were scored (normalise: centred)");
    f("surrogate", surrogate,
      "that model. linear: in the cells, its share of the map is exact; logistic: in the mask's means over blocks of "
      "pixels, its "
      "share is taken from 32 times as many masks without the network");
    f("stop", stop,
      "fixed: after `masks`; a number: at the end of a block of 128, as soon as the 95 % interval of a cell's effect "
      "reaches no "
      "farther than that share of the effects' range");
    f("batch", batch,
      "masked copies per forward pass at most, on CUDA devices; a CPU takes 32 whatever this is, with the same result");
    f("precision", precision, "of the forward passes. mixed: bfloat16 where autocast allows it, on CUDA devices only");
  }
  void validate() const;
};
/// Masks in a block of Sampling::Hadamard: the power of two above the number of cells.
std::int64_t hadamard_order(std::int64_t cells);
/// Masks after which `stop` may end an explanation: every so many.
std::int64_t stop_block(const RiseParams& params);

inline constexpr std::array kDatasets = {
    named<CastingParams>("casting", "pump impellers, ok or defect (Kaggle); no masks"),
    named<DecoyFashionMnistParams>("decoy_fashion_mnist", "Fashion-MNIST with a square that betrays the class"),
    named<FashionMnistParams>("fashion_mnist", "Fashion-MNIST as it is"),
    named<ImageFolderParams>("image_folder", "any folder with ok/, defect/[type/] and masks/"),
    named<KolektorSdd2Params>("kolektor_sdd2", "KolektorSDD2: surface defects with masks"),
    named<MagneticTileParams>("magnetic_tile", "magnetic tiles with five types of defects and masks"),
    named<ManifestParams>("manifest", "a CSV table of pictures, labels, masks, groups and splits"),
    named<MvtecAdParams>("mvtec_ad", "a category of MVTec AD: defects with masks"),
    named<WeldSeamsParams>("weld_seams", "procedural weld seams with defects and their regions"),
};

inline constexpr std::array kModels = {
    named<ArchitectureParams<kAlexnet>>("alexnet", "AlexNet as torchvision builds it"),
    named<MlpParams>("mlp", "multi-layer perceptron"),
    named<ArchitectureParams<kMobilenetV2>>("mobilenet_v2", "MobileNetV2 as torchvision builds it"),
    named<ArchitectureParams<kResnet18>>("resnet18", "ResNet-18 as torchvision builds it"),
    named<ArchitectureParams<kResnet34>>("resnet34", "ResNet-34 as torchvision builds it"),
    named<ArchitectureParams<kResnet50>>("resnet50", "ResNet-50 as torchvision builds it"),
    named<ArchitectureParams<kResnext50>>("resnext50_32x4d", "ResNeXt-50 32x4d as torchvision builds it"),
    named<SimpleCnnParams>("simple_cnn", "two 5x5 convolutions with pooling, one dense layer"),
    named<TorchscriptParams>("torchscript",
                             "any TorchScript module that returns logits, as a frozen backbone or as it is"),
    named<ArchitectureParams<kVgg16>>("vgg16", "VGG-16 as torchvision builds it"),
};

inline constexpr std::array kExplainers = {
    named<RiseParams>("invrise", "how much hiding a pixel moves the decision to the other classes"),
    named<RiseParams>("rise", "expected score of the predicted class given that a pixel is visible"),
};

}  // namespace xil
