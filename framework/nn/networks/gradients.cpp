#include "framework/nn/networks/gradients.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include "framework/core/base/error.h"

namespace xil {
namespace {

/// A copy in the same layout that gradients are asked for. Tensors that were made in inference mode cannot serve.
at::Tensor leaf_of(const at::Tensor& values) { return values.clone().detach().set_requires_grad(true); }

/// d value / d leaf, row by row, where `features` were computed from the leaf.
at::Tensor row_gradients(const Network& network, const at::Tensor& features, const RowValues& values,
                         const at::Tensor& leaf) {
  // Rows do not depend on each other, so the gradient of the sum over rows is each row's own.
  const at::Tensor sum = values(network.logits(features)).sum();
  at::Tensor gradient;
  if (sum.requires_grad()) gradient = torch::autograd::grad({sum}, {leaf}, {}, false, false, true).front();
  refuse_unless(gradient.defined(),
                "model '{}' lets no gradients through to its images: choose an explainer that needs none, such as rise",
                network.name());
  return gradient;
}

RowValues logit_of(const Network& network, int target) {
  return [&network, target](const at::Tensor& logits) {
    require(target >= 0 && target < network.shape().classes, "class {} has no logit, there are {} classes", target,
            network.shape().classes);
    return logits.select(1, target);
  };
}

}  // namespace

at::Tensor input_gradient(const Network& network, const at::Tensor& images, int target) {
  return input_gradient(network, images, logit_of(network, target));
}

at::Tensor input_gradient(const Network& network, const at::Tensor& images, const RowValues& values) {
  const c10::InferenceMode recorded(false);
  const at::Tensor leaf = leaf_of(images);
  return row_gradients(network, network.features(leaf), values, leaf);
}

std::pair<at::Tensor, at::Tensor> spatial_gradient(const Network& network, const at::Tensor& images, int target) {
  return spatial_gradient(network, images, logit_of(network, target));
}

std::pair<at::Tensor, at::Tensor> spatial_gradient(const Network& network, const at::Tensor& images,
                                                   const RowValues& values) {
  const c10::InferenceMode recorded(false);
  const at::Tensor activations = [&] {
    const c10::AutoGradMode unrecorded(false);
    return network.spatial_activations(images);
  }();
  const at::Tensor leaf = leaf_of(activations);
  return {activations, row_gradients(network, network.features_from_spatial(leaf), values, leaf)};
}

}  // namespace xil
