#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/nn/networks/chain.h"
#include "framework/nn/networks/parameters.h"

namespace xil {

/// The input shape and the number of classes.
struct NetworkShape {
  int channels = 0, height = 0, width = 0;
  int classes = 0;
};
NetworkShape network_shape(const DatasetInfo& info);

/// The properties of a kind of network.
struct NetworkDesign {
  std::string name;  ///< the model's in model_table()
  std::vector<ParameterSpec> specs;
  std::size_t head = 0;  ///< number of specs, at the end of `specs`, that are the last linear layer's
  double dropout = 0;    ///< share of the penultimate features that training drops
  PixelScale pixels = PixelScale::Unit;
};

/// What the layers of a network give, in their order.
struct LayerActivations {
  /// The last are the features, bit for bit. A layer may work in place, so that what the layer before gave has its
  /// result.
  std::vector<at::Tensor> values;
  std::vector<at::Tensor> places;  ///< those that a max pooling chose; undefined for other layers
};

/// A network as training, prediction and explanation see it.
class Network {
 public:
  virtual ~Network() = default;
  /// Images as normalised() makes them, [n, channels, height, width] -> penultimate features [n,
  /// width]: what the last linear layer reads. As in evaluation: rows do not depend on each other.
  virtual at::Tensor features(const at::Tensor& images) const = 0;
  /// The features that training uses: where batch norm learns, it normalises by the statistics of these rows, which
  /// also moves the stored ones. Otherwise equal to features().
  virtual at::Tensor training_features(const at::Tensor& images);
  /// Whether training_features() equals features().
  virtual bool rows_are_independent() const { return true; }
  /// Penultimate features -> logits [n, classes].
  virtual at::Tensor logits(const at::Tensor& features) const = 0;
  /// Whether the network has a spatial layer, which Grad-CAM needs.
  virtual bool has_spatial_layer() const { return false; }
  /// Images as features() reads them -> the activations of the spatial layer, [n, channels, height, width]: the last
  /// ones that features() computes before it pools or flattens them into rows. Refused where there is no such layer.
  virtual at::Tensor spatial_activations(const at::Tensor& images) const;
  /// Activations of the spatial layer -> penultimate features: the rest of features(). If gradients are recorded in all
  /// three calls or in none, features(x) equals features_from_spatial(spatial_activations(x)) bit for bit.
  virtual at::Tensor features_from_spatial(const at::Tensor& activations) const;
  /// What each layer of features() gives. Empty where the network shows no layers.
  virtual LayerActivations layer_activations(const at::Tensor& images) const;
  /// The place of the spatial layer among them.
  /// Precondition: has_spatial_layer().
  virtual std::size_t spatial_layer() const { return 0; }
  /// The network as a chain of elementary steps: one per layer of features(), and the last linear layer. Empty where it
  /// is no such chain.
  const LayerChain& chain() const { return chain_; }
  /// A JSON text of everything that the features depend on besides the pictures; empty if the backbone learns.
  virtual std::string frozen_backbone() const { return {}; }
  /// Sentences that a user should know, such as what a file of weights did not hold.
  virtual std::vector<std::string> notes() const { return {}; }

  /// The model's name, for messages.
  const std::string& name() const { return name_; }
  Parameters& parameters() { return parameters_; }
  const Parameters& parameters() const { return parameters_; }
  const NetworkShape& shape() const { return shape_; }
  const std::string& device() const { return device_; }
  /// The length of the last linear layer's part of flat(), which is its end.
  std::int64_t head_room() const { return head_room_; }
  /// The share of the features that training drops. features() and logits() never drop anything: the caller applies
  /// dropout between them.
  double dropout() const { return dropout_; }
  PixelScale pixels() const { return pixels_; }

 protected:
  Network(const NetworkShape& shape, const NetworkDesign& design, const FirstValues& fill, const std::string& device);
  void set_chain(LayerChain chain) { chain_ = std::move(chain); }

 private:
  std::string name_;
  NetworkShape shape_;
  std::string device_;
  double dropout_;
  PixelScale pixels_;
  std::int64_t head_room_ = 0;
  Parameters parameters_;
  LayerChain chain_;
};

/// The network that `model` names, its initial weights from the streams (model_seed, Weights) or from the file that the
/// model names. Refuses unknown names and parameters that do not go with the shape.
std::unique_ptr<Network> make_network(const ComponentSpec& model, const NetworkShape& shape, std::uint64_t model_seed,
                                      const std::string& device);
/// Whether there is a factory of that name. Every line of model_table() has one.
bool has_network(std::string_view name);

}  // namespace xil
