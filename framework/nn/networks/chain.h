#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

// A network as a chain of elementary steps, for what must follow every one of them: contextual decomposition, bounds,
// directional derivatives. A visitor has one call operator per kind of step.
namespace xil {

/// Square kernels, as all networks of torchvision here have them.
struct ConvolutionShape {
  std::int64_t in = 0, out = 0, kernel = 1;
  std::int64_t stride = 1, padding = 0, groups = 1;
  bool bias = false;

  std::int64_t fan_in() const { return in / groups * kernel * kernel; }
};

/// With a bias, and without groups. The bias is the tensor after the weight, here and in LinearStep.
struct ConvolutionStep {
  std::size_t weight = 0;  ///< place of the weight among the network's tensors
  ConvolutionShape shape;
};
struct LinearStep {
  std::size_t weight = 0;
};
struct ReluStep {};
/// Windows of side x side that do not overlap; what is left over at the edges is dropped.
struct MaxPoolStep {
  std::int64_t side = 1;
};
/// One row per picture.
struct FlattenStep {};

using ChainStep = std::variant<ConvolutionStep, LinearStep, ReluStep, MaxPoolStep, FlattenStep>;
/// From the images, as the network reads them, to the logits; the last step is the last linear layer. Dropout has no
/// step.
using LayerChain = std::vector<ChainStep>;

}  // namespace xil
