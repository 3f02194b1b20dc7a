#include "framework/nn/losses/influence_penalty.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <variant>

#include "framework/nn/losses/chain_gradient.h"
#include "framework/nn/losses/chain_operations.h"

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
  const at::Tensor* places;  ///< PassedStep::places
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
  at::Tensor operator()(const MaxPoolStep&) const { return growth.defined() ? values_at(growth, *places) : growth; }
  at::Tensor operator()(const FlattenStep&) const { return growth.defined() ? growth.flatten(1) : growth; }
};

at::Tensor growth_of_logits(const LossRows& rows, const std::vector<PassedStep>& steps) {
  at::Tensor growth;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i)
    growth =
        std::visit(Growth{steps[i].tensors, steps[i].before, steps[i].after, steps[i].places, growth}, steps[i].step);
  const bool drops = rows.dropout.defined();
  const at::Tensor read = drops ? rows.features * rows.dropout : rows.features;
  if (drops && growth.defined()) growth = growth * rows.dropout;
  return std::visit(Growth{steps.back().tensors, read, rows.logits, nullptr, growth}, steps.back().step);
}

/// How the weights' own part of a step's growth (Growth) depends on what the step reads: from the gradient with respect
/// to what it gives. Undefined: not at all.
struct OwnGrowth {
  const PassedStep& passed;
  const at::Tensor& gradient;

  bool learns(std::size_t weight) const { return passed.tensors.specs()[weight].role == Role::Learns; }
  at::Tensor operator()(const ConvolutionStep& step) const {
    if (!learns(step.weight)) return {};
    const ConvolutionShape& shape = step.shape;
    const at::Tensor window = at::ones({1, 1, shape.kernel, shape.kernel}, gradient.options());
    return transposed_convolution(gradient.sum(1, true), window, shape.stride, shape.padding, passed.before.size(2),
                                  passed.before.size(3));
  }
  at::Tensor operator()(const LinearStep& step) const {
    return learns(step.weight) ? gradient.sum(1, true) : at::Tensor();
  }
  at::Tensor operator()(const auto&) const { return {}; }
};

bool has_weights(const ChainStep& step) {
  return std::holds_alternative<ConvolutionStep>(step) || std::holds_alternative<LinearStep>(step);
}

/// d/dx of the sum of dL/dw. With z the logits, v their growth and r = dL/dz, the sum is r v. It depends on x through
/// r, and through v, which the weights' own part of each step passes on.
at::Tensor slope_of_chain(const LossRows& rows) {
  const std::vector<PassedStep> steps = passed_steps(rows);
  const at::Tensor growth = growth_of_logits(rows, steps), p = at::softmax(rows.logits, 1);
  const auto batch = static_cast<double>(rows.batch);
  at::Tensor of_growth = (p - at::one_hot(rows.labels, p.size(1))) / batch;  // d(r v)/dv = r
  at::Tensor slope = p * (growth - (p * growth).sum(1, true)) / batch;       // d(r v)/dz, by r alone
  const auto first = static_cast<std::size_t>(
      std::ranges::find_if(steps, [](const PassedStep& passed) { return has_weights(passed.step); }) - steps.begin());
  for (std::size_t i = steps.size(); i-- > 0;) {
    const bool drops = i + 1 == steps.size() && rows.dropout.defined();
    at::Tensor before = gradient_before(steps[i], slope);
    if (i >= first) {
      const at::Tensor own = std::visit(OwnGrowth{steps[i], of_growth}, steps[i].step);
      if (own.defined()) before = before + own;
    }
    slope = drops ? before * rows.dropout : before;
    if (i <= first) continue;
    of_growth = gradient_before(steps[i], of_growth);
    if (drops) of_growth = of_growth * rows.dropout;
  }
  return slope;
}

/// The same by backward passes: works for every network.
at::Tensor slope_of_any(const LossRows& rows) { return picture_gradient(rows, growth_of_any(rows)); }

}  // namespace

at::Tensor influence_penalty(const LossRows& rows) {
  const at::Tensor slope = rows.network.chain().empty() ? slope_of_any(rows) : slope_of_chain(rows);
  return (slope * score_gradient(rows) * rows.regions).square().sum();
}

}  // namespace xil
