#include "framework/nn/training/influence_penalty.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <tuple>
#include <variant>

namespace xil {
namespace {

/// The sum of dL/dw by a backward pass: works for every network.
at::Tensor growth_of_any(const LossRows& rows) {
  const at::Tensor loss =
      at::cross_entropy_loss(rows.logits, rows.labels, {}, at::Reduction::Sum) / static_cast<double>(rows.batch);
  const auto gradients =
      torch::autograd::grad({loss}, rows.network.parameters().learning(), {}, true, true, /*allow_unused=*/true);
  at::Tensor sum = at::zeros({}, loss.options());
  for (const at::Tensor& gradient : gradients) {
    if (gradient.defined()) sum = sum + gradient.sum();
  }
  return sum;
}

/// How fast what a step gives grows when all weights that learn grow alike. `before`, `after`: the values that the step
/// reads and gives. `growth`: of what it reads; undefined where nothing before it grows.
struct Growth {
  const Parameters& tensors;
  const at::Tensor &before, &after;
  at::Tensor growth;

  bool learns(std::size_t weight) const { return tensors.specs()[weight].role == Role::Learns; }
  at::Tensor with(const at::Tensor& passed, const at::Tensor& own) const {
    return !passed.defined() ? own : own.defined() ? passed + own : passed;
  }

  /// Kernels of ones give every output channel the same: the sum over a window of all channels.
  at::Tensor operator()(const ConvolutionStep& step) const {
    const ConvolutionShape& shape = step.shape;
    at::Tensor passed, own;
    if (growth.defined()) passed = at::conv2d(growth, tensors[step.weight], {}, shape.stride, shape.padding);
    if (learns(step.weight)) {
      own = at::avg_pool2d(before.sum(1, true), shape.kernel, shape.stride, shape.padding, false, true, 1) + 1;
      if (!growth.defined()) own = own.expand({-1, shape.out, -1, -1});
    }
    return with(passed, own);
  }
  at::Tensor operator()(const LinearStep& step) const {
    at::Tensor passed, own;
    if (growth.defined()) passed = at::linear(growth, tensors[step.weight]);
    if (learns(step.weight)) {
      own = before.sum(1, true) + 1;
      if (!growth.defined()) own = own.expand({-1, tensors[step.weight].size(0)});
    }
    return with(passed, own);
  }
  at::Tensor operator()(const ReluStep&) const { return growth.defined() ? growth * (after > 0) : growth; }
  at::Tensor operator()(const MaxPoolStep& step) const {
    if (!growth.defined()) return growth;
    const at::Tensor chosen = std::get<1>(at::max_pool2d_with_indices(before.detach(), step.side, step.side));
    return growth.flatten(2).gather(2, chosen.flatten(2)).view(chosen.sizes());
  }
  at::Tensor operator()(const FlattenStep&) const { return growth.defined() ? growth.flatten(1) : growth; }
};

/// The same from the growth of the logits, times dL/dlogits.
at::Tensor growth_of_chain(const LossRows& rows) {
  const Chain& chain = rows.network.chain();
  at::Tensor growth;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const at::Tensor& before = i == 0 ? rows.x : rows.layers[i - 1];
    growth = std::visit(Growth{rows.network.parameters(), before, rows.layers[i], growth}, chain[i]);
  }
  const bool drops = rows.dropout.defined();
  const at::Tensor read = drops ? rows.features * rows.dropout : rows.features;
  if (drops && growth.defined()) growth = growth * rows.dropout;
  growth = std::visit(Growth{rows.network.parameters(), read, rows.logits, growth}, chain.back());
  const at::Tensor of_loss = at::softmax(rows.logits, 1) - at::one_hot(rows.labels, rows.logits.size(1));
  return (of_loss * growth).sum() / static_cast<double>(rows.batch);
}

at::Tensor slope(const at::Tensor& of, const at::Tensor& x) {
  return torch::autograd::grad({of}, {x}, {}, true, true).front();
}

}  // namespace

at::Tensor influence_penalty(const LossRows& rows) {
  const at::Tensor growth = rows.network.chain().empty() ? growth_of_any(rows) : growth_of_chain(rows);
  const at::Tensor reasons = slope(at::log_softmax(rows.logits, 1).sum(), rows.x);
  return (slope(growth, rows.x) * reasons * rows.regions).square().sum();
}

}  // namespace xil
