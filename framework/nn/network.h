#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "framework/core/dataset.h"
#include "framework/core/params.h"
#include "framework/nn/parameters.h"

namespace xil {

/// What a network is built for.
struct NetworkShape {
  int channels = 0, height = 0, width = 0;
  int classes = 0;
};
NetworkShape network_shape(const DatasetInfo& info);

/// A network as training, prediction and explanation see it. Rows never depend on each other.
class Network {
 public:
  virtual ~Network() = default;
  /// Normalised images [n, channels, height, width] -> penultimate features [n, width]: what the
  /// last linear layer reads.
  virtual at::Tensor features(const at::Tensor& images) const = 0;
  /// Penultimate features -> logits [n, classes].
  virtual at::Tensor logits(const at::Tensor& features) const = 0;

  Parameters& parameters() { return parameters_; }
  const Parameters& parameters() const { return parameters_; }
  const NetworkShape& shape() const { return shape_; }

 protected:
  Network(const NetworkShape& shape, std::vector<ParameterSpec> specs, Rng rng,
          const std::string& device)
      : shape_(shape), parameters_(std::move(specs), rng, device) {}

 private:
  NetworkShape shape_;
  Parameters parameters_;
};

/// The network that `model` names, its initial weights from the stream (model_seed, Weights).
/// Refuses unknown names and parameters that do not go with the shape.
std::unique_ptr<Network> make_network(const Choice& model, const NetworkShape& shape,
                                      std::uint64_t model_seed, const std::string& device);
/// Is there a factory of that name? Every line of kModels has one.
bool has_network(std::string_view name);

}  // namespace xil
