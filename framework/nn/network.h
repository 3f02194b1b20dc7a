#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "framework/core/dataset.h"
#include "framework/core/params.h"
#include "framework/core/tables.h"
#include "framework/nn/parameters.h"

namespace xil {

/// What a network is built for.
struct NetworkShape {
  int channels = 0, height = 0, width = 0;
  int classes = 0;
};
NetworkShape network_shape(const DatasetInfo& info);

/// What a kind of network says about itself to its base class.
struct NetworkDesign {
  std::vector<ParameterSpec> specs;
  double init_sd = 0;  ///< of normal initial values; 0: uniform by fan-in
  double dropout = 0;  ///< share of the penultimate features that training drops
  PixelScale pixels = PixelScale::Unit;
};

/// A network as training, prediction and explanation see it. Rows never depend on each other.
class Network {
 public:
  virtual ~Network() = default;
  /// Images as normalised() makes them, [n, channels, height, width] -> penultimate features [n,
  /// width]: what the last linear layer reads.
  virtual at::Tensor features(const at::Tensor& images) const = 0;
  /// Penultimate features -> logits [n, classes].
  virtual at::Tensor logits(const at::Tensor& features) const = 0;

  Parameters& parameters() { return parameters_; }
  const Parameters& parameters() const { return parameters_; }
  const NetworkShape& shape() const { return shape_; }
  /// Neither features() nor logits() drop anything: whoever wants it multiplies in between.
  double dropout() const { return dropout_; }
  PixelScale pixels() const { return pixels_; }

 protected:
  Network(const NetworkShape& shape, const NetworkDesign& design, Rng rng,
          const std::string& device)
      : shape_(shape),
        dropout_(design.dropout),
        pixels_(design.pixels),
        parameters_(design.specs, design.init_sd, rng, device) {}

 private:
  NetworkShape shape_;
  double dropout_;
  PixelScale pixels_;
  Parameters parameters_;
};

/// The network that `model` names, its initial weights from the stream (model_seed, Weights).
/// Refuses unknown names and parameters that do not go with the shape.
std::unique_ptr<Network> make_network(const Choice& model, const NetworkShape& shape,
                                      std::uint64_t model_seed, const std::string& device);
/// Is there a factory of that name? Every line of kModels has one.
bool has_network(std::string_view name);

}  // namespace xil
