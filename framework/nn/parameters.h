#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "framework/core/rng.h"

// LibTorch's headers stay in the room's .cpp files: its headers only name the tensor.
namespace at {
class Tensor;
}

namespace xil {

/// A learnable tensor before it exists. `fan_in`: inputs per output, which sets the range of its
/// initial values.
struct ParameterSpec {
  std::string name;
  std::vector<std::int64_t> shape;
  std::int64_t fan_in = 1;
};

/// The learnable tensors of a network: views of one flat float tensor, so that a snapshot, an
/// optimiser step or a comparison is one operation.
class Parameters {
 public:
  /// Initial values are drawn from `rng` in the order of the specs: normal with deviation
  /// `init_sd`, or, where that is 0, uniform in +-1/sqrt(fan_in), the default of torch's linear and
  /// convolution layers.
  Parameters(std::vector<ParameterSpec> specs, double init_sd, Rng rng, const std::string& device);
  ~Parameters();
  Parameters(const Parameters&) = delete;
  Parameters& operator=(const Parameters&) = delete;

  /// The i-th spec's tensor; a leaf that gathers gradients.
  const at::Tensor& operator[](std::size_t i) const;
  /// All of them, in the order of the specs.
  const std::vector<at::Tensor>& all() const;
  /// All values, [count]; writing to it changes the tensors.
  const at::Tensor& flat() const;
  /// All gradients after backward(), [count]; forgets them.
  at::Tensor take_gradient();
  /// Self-describing bytes: "xil-parameters 1", a line "name 20x1x5x5" each, an empty line, then
  /// all values in that order as little-endian 32-bit floats.
  std::string serialised() const;

 private:
  struct Tensors;
  std::vector<ParameterSpec> specs_;
  std::unique_ptr<Tensors> tensors_;
};

}  // namespace xil
