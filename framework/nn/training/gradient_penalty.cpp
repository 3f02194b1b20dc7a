#include "framework/nn/training/gradient_penalty.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

namespace xil {

at::Tensor gradient_penalty(const at::Tensor& x, const at::Tensor& logits, const at::Tensor& regions) {
  // Rows do not depend on each other, so the gradient of the sum over rows is each row's own.
  // grad() hands it over instead of storing it in x, whose graph would then own itself.
  const at::Tensor score = at::log_softmax(logits, 1).sum();
  const at::Tensor gradient = torch::autograd::grad({score}, {x}, {}, true, true).front();
  return gradient.mul(regions.to(at::kFloat)).square().sum();
}

}  // namespace xil
