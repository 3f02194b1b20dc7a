#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/numeric/rng.h"

// LibTorch's headers stay in the room's .cpp files: its headers only name the tensor.
namespace at {
class Tensor;
}

namespace xil {

/// How a tensor's first values are drawn: uniform in +-scale, normal with that deviation, or all equal to it.
struct Initial {
  enum class Kind { Uniform, Normal, Constant };
  Kind kind = Kind::Uniform;
  double scale = 0;
};
/// Uniform in +-1/sqrt(fan_in): the default of torch's linear and convolution layers.
Initial by_fan_in(std::int64_t inputs_per_output);

/// What becomes of a tensor in training.
enum class Role {
  Learns,
  Frozen,  ///< a weight that keeps its value
  Buffer,  ///< statistics that training moves, but not by gradients
};

/// A tensor of a network before it exists.
struct ParameterSpec {
  std::string name;
  std::vector<std::int64_t> shape;
  Initial initial;
  Role role = Role::Learns;
};
std::int64_t count_of(const ParameterSpec& spec);
/// count_of() plus the padding up to the next tensor that shares its storage.
std::int64_t room_of(const ParameterSpec& spec);

/// Gives the tensor of a spec, the i-th, its first values.
using FirstValues = std::function<void(std::size_t i, const ParameterSpec& spec, std::span<float> values)>;
/// Draws a tensor's first values as `initial` says.
void draw_initial(const Initial& initial, Rng& rng, std::span<float> values);
/// First values of all specs, in order, from one stream.
FirstValues drawn_from(Rng rng);

/// The tensors of a network. Weights are views of one flat float tensor, and buffers of another, so that a snapshot, an
/// optimiser step or a comparison is one operation. Each starts at an aligned address; zeros fill the gaps.
class Parameters {
 public:
  /// Precondition: no frozen weight comes after one that learns.
  Parameters(std::vector<ParameterSpec> specs, const FirstValues& fill, const std::string& device);
  ~Parameters();
  Parameters(const Parameters&) = delete;
  Parameters& operator=(const Parameters&) = delete;

  const std::vector<ParameterSpec>& specs() const { return specs_; }
  /// The i-th spec's tensor; where it learns, a leaf that gathers gradients.
  const at::Tensor& operator[](std::size_t i) const;
  /// Those that learn, in the order of the specs.
  const std::vector<at::Tensor>& learning() const;
  /// The values of learning() with their gaps, [room]; writing to it changes the tensors.
  const at::Tensor& flat() const;
  /// As flat(), for the buffers.
  const at::Tensor& buffers() const;
  /// A number that every change of a value increases, as long as the change goes through LibTorch, as all do.
  std::int64_t revision() const;
  /// Whether a backward pass has left gradients that take_gradient() has not taken.
  bool has_gradients() const;
  /// All gradients after backward(), [room of flat()]; forgets them.
  at::Tensor take_gradient();
  /// Self-describing bytes: "xil-parameters 1", a line "name 20x1x5x5" for every spec (a scalar is "1"), an empty line,
  /// then all values in that order as little-endian 32-bit floats.
  std::string serialised() const;
  /// Takes over values that serialised() gave. Fails where names or shapes are not these specs', or bytes are missing.
  void load(std::string_view bytes);

 private:
  struct Tensors;
  std::string header() const;

  std::vector<ParameterSpec> specs_;
  std::unique_ptr<Tensors> tensors_;
};

}  // namespace xil
