#pragma once

#include <functional>
#include <string>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// What a module is looked at as: `decides` where its outputs are taken for logits.
struct CheckedModule {
  std::string file;
  PixelScale pixels = PixelScale::Unit;
  int channels = 3;  ///< that it reads
  bool decides = false;
};

/// Shows a TorchScript module a few pictures of noise and looks at what it makes of them, [n, width]. Refuses modules
/// that were saved in training mode (the same picture gives something else the second time, as with dropout, or beside
/// other pictures, as with batch norm), that give NaN or infinite values, and, where it decides, that give
/// probabilities instead of logits, of which a second softmax would make others. Returns what a user should know
/// besides.
std::vector<std::string> check_module(const CheckedModule& module, const NetworkShape& shape, const std::string& device,
                                      const std::function<at::Tensor(const at::Tensor&)>& outputs);

}  // namespace xil
