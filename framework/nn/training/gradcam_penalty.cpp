#include "framework/nn/training/gradcam_penalty.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

namespace xil {
namespace {

/// Keeps a map without differences at 0.
constexpr double kLeastRange = 1e-6;

/// Grad-CAM of the predicted class before its ReLU, [n, 1, height, width] of the spatial layer.
at::Tensor class_activation(const Network& network, const at::Tensor& x) {
  const at::Tensor activations = network.spatial_activations(x);
  const at::Tensor logits = network.logits(network.features_from_spatial(activations));
  // Rows do not depend on each other, so the gradient of the sum over rows is each row's own.
  const at::Tensor score = logits.amax(1).sum();
  const at::Tensor gradient = torch::autograd::grad({score}, {activations}, {}, true, true).front();
  return (gradient.mean({2, 3}, true) * activations).sum(1, true);
}

}  // namespace

at::Tensor gradcam_penalty(const Network& network, const at::Tensor& x, const at::Tensor& regions) {
  const at::Tensor map = class_activation(network, x);
  const at::Tensor above = map - map.amin({2, 3}, true);
  const at::Tensor normalised = above / (above.amax({2, 3}, true) + kLeastRange);
  const at::Tensor cells = at::adaptive_avg_pool2d(regions.to(at::kFloat), {map.size(2), map.size(3)});
  return normalised.mul(cells).square().sum();
}

}  // namespace xil
