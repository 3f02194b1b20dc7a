#include "framework/nn/losses/decomposition_penalty.h"

#include <ATen/ATen.h>

#include <tuple>
#include <variant>

namespace xil {
namespace {

constexpr double kLeastSum = 1e-19;  ///< keeps 0 / 0 from being NaN, as the authors' code does

struct Parts {
  at::Tensor relevant, irrelevant;
};

/// The parts with theirs of the bias, which broadcasts against them.
Parts with_bias(const Parts& parts, const at::Tensor& bias) {
  const at::Tensor one = parts.relevant.abs(), other = parts.irrelevant.abs();
  const at::Tensor sum = one + other + kLeastSum;
  return {parts.relevant + one / sum * bias, parts.irrelevant + other / sum * bias};
}

/// What a step makes of the parts of what it reads.
struct Decomposition {
  const Parameters& tensors;
  Parts parts;

  Parts operator()(const ConvolutionStep& step) const {
    const auto convolved = [&](const at::Tensor& part) {
      return at::conv2d(part, tensors[step.weight], {}, step.shape.stride, step.shape.padding);
    };
    return with_bias({convolved(parts.relevant), convolved(parts.irrelevant)},
                     tensors[step.weight + 1].view({-1, 1, 1}));
  }
  Parts operator()(const LinearStep& step) const {
    const at::Tensor& weight = tensors[step.weight];
    return with_bias({at::linear(parts.relevant, weight), at::linear(parts.irrelevant, weight)},
                     tensors[step.weight + 1]);
  }
  Parts operator()(const ReluStep&) const {
    const at::Tensor relevant = parts.relevant.relu();
    return {relevant, (parts.relevant + parts.irrelevant).relu() - relevant};
  }
  Parts operator()(const MaxPoolStep& step) const {
    const at::Tensor sum = parts.relevant + parts.irrelevant;
    const at::Tensor chosen = std::get<1>(at::max_pool2d_with_indices(sum.detach(), step.side, step.side));
    const auto pooled = [&](const at::Tensor& part) {
      return part.flatten(2).gather(2, chosen.flatten(2)).view(chosen.sizes());
    };
    return {pooled(parts.relevant), pooled(parts.irrelevant)};
  }
  Parts operator()(const FlattenStep&) const { return {parts.relevant.flatten(1), parts.irrelevant.flatten(1)}; }
};

}  // namespace

at::Tensor decomposition_penalty(const LossRows& rows) {
  const at::Tensor x = rows.x.detach(), relevant = x * rows.regions;
  Parts parts{relevant, x - relevant};
  for (const ChainStep& step : rows.network.chain())
    parts = std::visit(Decomposition{rows.network.parameters(), parts}, step);
  return at::sigmoid(parts.relevant - parts.irrelevant).mean(1).sum();
}

}  // namespace xil
