#pragma once

#include <memory>
#include <string>

#include "framework/core/catalogue/architectures.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// One of torchvision's networks, with the tensor names and the outputs of torchvision, and a last linear layer for
/// shape.classes. Grey pictures are read as three equal channels. Weights come from the file that `params` names, all
/// but the head's; without one, and for the head, tensor i is drawn from the stream (model_seed, Weights, 0, i).
/// Refuses pictures that are too small, and files that lack a tensor or hold one of another shape.
std::unique_ptr<Network> make_pretrained(const Architecture& architecture, const PretrainedParams& params,
                                         const NetworkShape& shape, std::uint64_t model_seed,
                                         const std::string& device);

/// A TorchScript module under a linear layer of ours, or alone.
std::unique_ptr<Network> make_scripted(const TorchscriptParams& params, const NetworkShape& shape,
                                       std::uint64_t model_seed, const std::string& device);

}  // namespace xil
