#include "framework/nn/losses/grad_cam_losses.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

namespace xil {
namespace {

constexpr double kLeastScale = 1e-6;

/// [n, height, width of the spatial layer], of the class `targets` [n] of each row.
at::Tensor scaled_grad_cam(const LossRows& rows, const at::Tensor& targets) {
  const at::Tensor& activations = rows.layers.values.at(rows.network.spatial_layer());
  // Rows do not depend on each other, so the gradient of the sum over rows is each row's own.
  const at::Tensor score = rows.logits.gather(1, targets.unsqueeze(1)).sum();
  const at::Tensor gradient = torch::autograd::grad({score}, {activations}, {}, true, true).front();
  const at::Tensor map = (gradient.mean({2, 3}, true) * activations).sum(1);
  const at::Tensor above = map - map.amin({1, 2}, true);
  return above / (above.amax({1, 2}, true) + kLeastScale);
}

/// The share of each of the map's cells inside the region, [n, height, width].
at::Tensor cell_shares(const at::Tensor& regions, const at::Tensor& map) {
  return at::adaptive_avg_pool2d(regions.to(at::kFloat), {map.size(1), map.size(2)}).squeeze(1);
}

}  // namespace

at::Tensor grad_cam_penalty(const LossRows& rows) {
  const at::Tensor map = scaled_grad_cam(rows, rows.logits.detach().argmax(1));
  return (cell_shares(rows.regions, map) * map).square().sum();
}

at::Tensor grad_cam_alignment(const LossRows& rows) {
  const at::Tensor map = scaled_grad_cam(rows, rows.labels);
  return (map - cell_shares(rows.regions, map)).square().mean({1, 2}).sum();
}

}  // namespace xil
