#include "framework/nn/networks/gradients.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include "framework/core/base/error.h"

namespace xil {
namespace {

/// A copy in the same layout that gradients are asked for. Tensors that were made in inference mode cannot serve.
at::Tensor leaf_of(const at::Tensor& values) { return values.clone().detach().set_requires_grad(true); }

/// d logit(target) / d leaf, where `features` were computed from the leaf.
at::Tensor logit_gradient(const Network& network, const at::Tensor& features, int target, const at::Tensor& leaf) {
  require(target >= 0 && target < network.shape().classes, "class {} has no logit, there are {} classes", target,
          network.shape().classes);
  // Rows do not depend on each other, so the gradient of the sum over rows is each row's own.
  const at::Tensor logit = network.logits(features).select(1, target).sum();
  at::Tensor gradient;
  if (logit.requires_grad()) gradient = torch::autograd::grad({logit}, {leaf}, {}, false, false, true).front();
  refuse_unless(gradient.defined(),
                "model '{}' lets no gradients through to its images: choose an explainer that needs none, such as rise",
                network.name());
  return gradient;
}

}  // namespace

at::Tensor input_gradient(const Network& network, const at::Tensor& images, int target) {
  const c10::InferenceMode recorded(false);
  const at::Tensor leaf = leaf_of(images);
  return logit_gradient(network, network.features(leaf), target, leaf);
}

std::pair<at::Tensor, at::Tensor> spatial_gradient(const Network& network, const at::Tensor& images, int target) {
  const c10::InferenceMode recorded(false);
  const at::Tensor activations = [&] {
    const c10::AutoGradMode unrecorded(false);
    return network.spatial_activations(images);
  }();
  const at::Tensor leaf = leaf_of(activations);
  return {activations, logit_gradient(network, network.features_from_spatial(leaf), target, leaf)};
}

}  // namespace xil
