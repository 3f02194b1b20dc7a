#pragma once

#include "framework/nn/networks/network.h"

namespace xil {

/// RRR with Grad-CAM in the place of input gradients (RRR-G; Schramowski et al. 2020, as Friedrich et al. 2022 compute
/// it): the sum over the rows and places of (A * map)^2. The map is Grad-CAM of the predicted class without its ReLU,
/// scaled to 0 ... 1 per row; A is the region, scaled down to the map by means over its cells. It reads a pass of its
/// own in which nothing is dropped, and is differentiable with respect to the network's parameters, through the weights
/// of the channels as well. `x`: [n, channels, height, width] as the network read it, requiring gradients; `regions`
/// [n, 1, height, width], 1 inside. A scalar. Refused where the network has no spatial layer.
at::Tensor gradcam_penalty(const Network& network, const at::Tensor& x, const at::Tensor& regions);

}  // namespace xil
