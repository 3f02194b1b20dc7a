#include "framework/core/catalogue/state_size.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "framework/core/catalogue/models.h"

namespace xil {
namespace {

constexpr double kBytes = 4;

/// Weights and buffers before the last linear layer: torchvision's documented numbers of parameters less 1001 times the
/// width of the head's input and a thousand biases, and two buffers per channel of a batch normalisation.
struct BackboneSize {
  const Architecture* architecture;
  double values;
};
constexpr std::array kBackbones = {
    BackboneSize{&kAlexnet, 57003840},           BackboneSize{&kMobilenetV2, 2223872 + 34112},
    BackboneSize{&kResnet18, 11176512 + 9600},   BackboneSize{&kResnet34, 21284672 + 17024},
    BackboneSize{&kResnet50, 23508032 + 53120},  BackboneSize{&kResnext50, 22979904 + 68224},
    BackboneSize{&kVgg16, 134260544},
};

double head_values(double features, const ExpectedDataset& data) { return (features + 1) * data.classes; }

double values_of(const SimpleCnnParams& model, const ExpectedDataset& data) {
  const auto kernel = static_cast<double>(model.kernel), width1 = static_cast<double>(model.channels1),
             width2 = static_cast<double>(model.channels2), hidden = static_cast<double>(model.hidden);
  const auto side = [&](double length) {
    const double first = std::floor((length - kernel) / static_cast<double>(model.stride)) + 1;
    return std::max(1.0, std::floor((std::floor(first / 2) - kernel + 1) / 2));
  };
  const double flat = width2 * side(data.height) * side(data.width);
  return width1 * (data.channels * kernel * kernel + 1) + width2 * (width1 * kernel * kernel + 1) +
         hidden * (flat + 1) + head_values(hidden, data);
}

double values_of(const MlpParams& model, const ExpectedDataset& data) {
  double values = 0, in = data.channels * data.height * data.width;
  for (const std::int64_t width : model.hidden) {
    values += (in + 1) * static_cast<double>(width);
    in = static_cast<double>(width);
  }
  return values + head_values(in, data);
}

double values_of(const ComponentSpec& model, const ExpectedDataset& data) {
  if (const auto cnn = model_params_as<SimpleCnnParams>(model)) return values_of(*cnn, data);
  if (const auto mlp = model_params_as<MlpParams>(model)) return values_of(*mlp, data);
  const auto backbone = std::ranges::find(kBackbones, std::string_view(model.name),
                                          [](const BackboneSize& size) { return size.architecture->name; });
  if (backbone == kBackbones.end()) return head_values(static_cast<double>(kResnet50.features), data);
  return backbone->values + head_values(static_cast<double>(backbone->architecture->features), data);
}

}  // namespace

double state_bytes(const ComponentSpec& model, const ExpectedDataset& dataset) {
  return kBytes * values_of(model, dataset);
}

}  // namespace xil
