#pragma once

#include <functional>
#include <utility>

#include "framework/nn/networks/network.h"

namespace xil {

// What gradient-based explainers ask of a network. `images` are those of one call, as normalised() makes them, [n,
// channels, height, width], and the network reads them as in evaluation, so that each row's gradient is its own. Both
// functions may be called where gradients are switched off; no parameter gathers a gradient. They fail where `target`
// is no class of the network.

/// d logit(target) / d images, of the images' shape and per unit of what the network reads, not of a pixel's grey
/// value. Refused where the network lets no gradient through, as some TorchScript modules do.
at::Tensor input_gradient(const Network& network, const at::Tensor& images, int target);

/// Logits [n, classes] -> the value of each row that is differentiated, [n].
using RowValues = std::function<at::Tensor(const at::Tensor& logits)>;
/// The same for other values than the logit of one class.
at::Tensor input_gradient(const Network& network, const at::Tensor& images, const RowValues& values);

/// The activations of the spatial layer, and d logit(target) / d activations, both [n, channels, height, width]. The
/// activations are those that prediction computes of the same batch, bit for bit. Refused where the network has no
/// spatial layer.
std::pair<at::Tensor, at::Tensor> spatial_gradient(const Network& network, const at::Tensor& images, int target);
/// The same for other values than the logit of one class.
std::pair<at::Tensor, at::Tensor> spatial_gradient(const Network& network, const at::Tensor& images,
                                                   const RowValues& values);

}  // namespace xil
