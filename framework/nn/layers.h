#pragma once

#include <memory>
#include <string>
#include <vector>

#include "framework/nn/parameters.h"

namespace xil {

/// What a forward pass works with.
struct Pass {
  const Parameters& tensors;
  bool training;  ///< batch norm that learns takes the statistics of the batch
};

/// A step of a network: [n, channels, height, width] or [n, width] in, and out. Its tensors lie in Parameters.
class Layer {
 public:
  virtual ~Layer() = default;
  virtual at::Tensor operator()(const at::Tensor& x, const Pass& pass) const = 0;
};
using LayerPtr = std::unique_ptr<Layer>;
using Layers = std::vector<LayerPtr>;

/// One after the other.
at::Tensor passed_through(const Layers& layers, const at::Tensor& x, const Pass& pass);

/// Square kernels, as all networks of torchvision here have them.
struct ConvolutionShape {
  std::int64_t in = 0, out = 0, kernel = 1;
  std::int64_t stride = 1, padding = 0, groups = 1;
  bool bias = false;
};

/// Makes the layers of a network and lists their tensors under torchvision's names.
class Blueprint {
 public:
  /// How weights of convolutions and linear layers start; biases start by fan-in under ByFanIn and at 0 else.
  enum class Start { ByFanIn, KaimingFanOut, SmallNormal };

  /// From here on: do weights learn, do batch norms take the statistics of the batch?
  void learn(bool weights, bool batch_norm) {
    weights_learn_ = weights;
    statistics_learn_ = batch_norm;
  }
  LayerPtr convolution(const std::string& name, const ConvolutionShape& shape, Start start);
  LayerPtr batch_norm(const std::string& name, std::int64_t channels);
  LayerPtr linear(const std::string& name, std::int64_t in, std::int64_t out, Start start);
  bool any_statistics_learn() const { return any_statistics_learn_; }

  std::vector<ParameterSpec> specs;

 private:
  std::size_t add(const std::string& name, std::vector<std::int64_t> shape, Initial initial);
  bool weights_learn_ = true, statistics_learn_ = true, any_statistics_learn_ = false;
};

LayerPtr relu();
LayerPtr relu6();
LayerPtr max_pool(std::int64_t kernel, std::int64_t stride, std::int64_t padding);
/// Adaptive average pooling to side x side, then one row per picture.
LayerPtr pooled_rows(std::int64_t side);
/// x -> branch(x) + shortcut(x), or + x where there is no shortcut; then ReLU if wished.
LayerPtr residual(Layers branch, Layers shortcut, bool relu_after);

}  // namespace xil
