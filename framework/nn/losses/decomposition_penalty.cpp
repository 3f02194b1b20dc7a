#include "framework/nn/losses/decomposition_penalty.h"

#include <ATen/ATen.h>

#include <variant>

#include "framework/nn/losses/chain_operations.h"

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
    const at::Tensor places = places_of_maxima(parts.relevant + parts.irrelevant, step.side);
    return {values_at(parts.relevant, places), values_at(parts.irrelevant, places)};
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
