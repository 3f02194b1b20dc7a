#pragma once

#include <functional>
#include <string>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// The module to check. `decides`: its outputs are used as logits.
struct CheckedModule {
  std::string file;
  PixelScale pixels = PixelScale::Unit;
  int channels = 3;  ///< number of channels that it reads
  bool decides = false;
};

/// Passes a few pictures of noise through a TorchScript module and examines its outputs, [n, width]. Refuses modules
/// that were saved in training mode (the same picture gives another output the second time, as with dropout, or beside
/// other pictures, as with batch norm), that give NaN or infinite values, and, if `decides`, that give probabilities
/// instead of logits, since a second softmax would distort them. Returns what else a user should know.
std::vector<std::string> check_module(const CheckedModule& module, const NetworkShape& shape, const std::string& device,
                                      const std::function<at::Tensor(const at::Tensor&)>& outputs);

}  // namespace xil
