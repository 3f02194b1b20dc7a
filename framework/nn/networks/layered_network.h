#pragma once

#include <memory>
#include <string>
#include <vector>

#include "framework/nn/networks/layers.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// The parts of a network of layers.
struct LayeredDesign {
  std::string name;   ///< the model's in model_table()
  Backbone backbone;  ///< its blueprint has made the head too, after all layers
  LayerPtr head;      ///< the last linear layer
  double dropout = 0;
  PixelScale pixels = PixelScale::Unit;
  std::string frozen_backbone;     ///< as Network::frozen_backbone() returns it
  std::vector<std::string> notes;  ///< as Network::notes() returns them
};
/// How many of the blueprint's last specs are the head's: its weight and its bias.
inline constexpr std::size_t kHeadSpecs = 2;

/// A network whose features result from its layers applied to the images in order. Its spatial layer is the last one
/// before the layer that makes rows; a network that makes rows of the images themselves has none.
std::unique_ptr<Network> make_layered(LayeredDesign design, const NetworkShape& shape, const FirstValues& fill,
                                      const std::string& device);

}  // namespace xil
