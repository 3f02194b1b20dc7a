#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "framework/nn/networks/chain.h"
#include "framework/nn/networks/parameters.h"

namespace xil {

/// Convolutions with the batch norm behind them folded in: in evaluation that norm is one factor and one offset per
/// channel. Indexed by Blueprint's number of the convolution.
struct FoldedConvolutions {
  std::vector<at::Tensor> weights, biases;
};

/// The inputs of a forward pass.
struct Pass {
  const Parameters& tensors;
  bool training;                               ///< batch norm that learns normalises by the batch's statistics
  const FoldedConvolutions* folded = nullptr;  ///< of these tensors; null: none
  at::Tensor* places = nullptr;                ///< where max pooling puts the places that it chose; null: nowhere
};

/// A step of a network: takes and returns [n, channels, height, width] or [n, width]. Its tensors are in Parameters.
class Layer {
 public:
  virtual ~Layer() = default;
  virtual at::Tensor operator()(const at::Tensor& x, const Pass& pass) const = 0;
  /// Whether it makes one row per picture, [n, width], of activations [n, channels, height, width].
  virtual bool makes_rows() const { return false; }
  /// What it is in a chain; nothing where it is none of the steps.
  virtual std::optional<ChainStep> step() const { return {}; }
  /// Appends its folded convolution, if any.
  virtual void fold(const Parameters&, FoldedConvolutions&) const {}
};
using LayerPtr = std::unique_ptr<Layer>;
using Layers = std::vector<LayerPtr>;

/// Applies the layers in order.
at::Tensor passed_through(std::span<const LayerPtr> layers, const at::Tensor& x, const Pass& pass);

/// Makes the layers of a network and lists their tensors under torchvision's names.
class Blueprint {
 public:
  /// How weights of convolutions and linear layers start; biases start by fan-in under ByFanIn and at 0 else.
  enum class Start { ByFanIn, KaimingFanOut, SmallNormal };

  /// Sets for all layers made from here on whether their weights learn, and whether batch norm uses the batch's
  /// statistics.
  void learn(bool weights, bool batch_norm) {
    weights_learn_ = weights;
    statistics_learn_ = batch_norm;
  }
  LayerPtr convolution(const std::string& name, const ConvolutionShape& shape, Start start);
  /// Batch norm behind a convolution without bias.
  LayerPtr normalised_convolution(const std::string& convolution, const std::string& norm,
                                  const ConvolutionShape& shape, Start start);
  LayerPtr linear(const std::string& name, std::int64_t in, std::int64_t out, Start start);
  bool any_statistics_learn() const { return any_statistics_learn_; }
  bool any_batch_norm() const { return normalised_ > 0; }

  std::vector<ParameterSpec> specs;

 private:
  std::size_t add(const std::string& name, std::vector<std::int64_t> shape, Initial initial);
  std::size_t add_kernels(const std::string& name, const ConvolutionShape& shape, Start start);
  bool weights_learn_ = true, statistics_learn_ = true, any_statistics_learn_ = false;
  std::size_t normalised_ = 0;  ///< convolutions so far
};

LayerPtr relu();
LayerPtr relu6();
LayerPtr max_pool(std::int64_t kernel, std::int64_t stride, std::int64_t padding);
/// One row per picture.
LayerPtr flattened();
/// Adaptive average pooling to side x side, then one row per picture.
LayerPtr pooled_rows(std::int64_t side);
/// x -> branch(x) + shortcut(x). `shortcut`: empty for the identity. `relu_after`: a ReLU follows.
LayerPtr residual(Layers branch, Layers shortcut, bool relu_after);

/// The layers of a network up to its last linear layer, with the blueprint that made them.
struct Backbone {
  Blueprint blueprint;
  Layers layers;
};

}  // namespace xil
