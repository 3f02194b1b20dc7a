#include "framework/nn/losses/robust_penalty.h"

#include <ATen/ATen.h>

#include <variant>
#include <vector>

#include "framework/nn/losses/chain_operations.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

constexpr double kRadius = 0.5;  ///< of the change, as a share of the pixels' range: the published one

struct Bounds {
  at::Tensor low, high;
};

/// Of weight x + bias for x within the bounds: the middle passes the weight, half the width its absolute values.
Bounds through_linear(const Bounds& x, auto&& apply, const at::Tensor& weight, const at::Tensor& bias) {
  const at::Tensor middle = apply((x.low + x.high) / 2, weight, bias);
  const at::Tensor half = apply((x.high - x.low) / 2, weight.abs(), at::Tensor());
  return {middle - half, middle + half};
}

/// Of slope * gradient, where the slope is 1 where it `must`, 0 where it may not, and anything between else. All are
/// floats of 0 or 1.
Bounds through_slope(const Bounds& gradient, const at::Tensor& must, const at::Tensor& may) {
  const at::Tensor open = may - must;
  return {must * gradient.low + open * gradient.low.clamp_max(0),
          must * gradient.high + open * gradient.high.clamp_min(0)};
}

/// Each cell as the window of side x side that it was pooled from; zeros where none was.
at::Tensor spread(const at::Tensor& pooled, std::int64_t side, const at::Tensor& like) {
  const at::Tensor windows = pooled.repeat_interleave(side, 2).repeat_interleave(side, 3);
  return at::constant_pad_nd(windows, {0, like.size(3) - windows.size(3), 0, like.size(2) - windows.size(2)});
}

/// The bounds of what a step gives.
struct Forward {
  const Parameters& tensors;
  const Bounds& x;

  Bounds operator()(const ConvolutionStep& step) const {
    const auto convolved = [&](const at::Tensor& of, const at::Tensor& weight, const at::Tensor& bias) {
      return at::conv2d(of, weight, bias, step.shape.stride, step.shape.padding);
    };
    return through_linear(x, convolved, tensors[step.weight], tensors[step.weight + 1]);
  }
  Bounds operator()(const LinearStep& step) const {
    const auto linear = [](const at::Tensor& of, const at::Tensor& weight, const at::Tensor& bias) {
      return at::linear(of, weight, bias);
    };
    return through_linear(x, linear, tensors[step.weight], tensors[step.weight + 1]);
  }
  Bounds operator()(const ReluStep&) const { return {x.low.relu(), x.high.relu()}; }
  Bounds operator()(const MaxPoolStep& step) const {
    return {at::max_pool2d(x.low, step.side, step.side), at::max_pool2d(x.high, step.side, step.side)};
  }
  Bounds operator()(const FlattenStep&) const { return {x.low.flatten(1), x.high.flatten(1)}; }
};

/// The bounds of the gradient with respect to what a step read, x, from those with respect to what it gave.
struct Backward {
  const Parameters& tensors;
  const Bounds& x;
  const Bounds& gradient;

  Bounds operator()(const ConvolutionStep& step) const {
    const ConvolutionShape& shape = step.shape;
    const auto transposed = [&](const at::Tensor& of, const at::Tensor& weight, const at::Tensor&) {
      return transposed_convolution(of, weight, shape.stride, shape.padding, x.low.size(2), x.low.size(3));
    };
    return through_linear(gradient, transposed, tensors[step.weight], {});
  }
  Bounds operator()(const LinearStep& step) const {
    const auto transposed = [](const at::Tensor& of, const at::Tensor& weight, const at::Tensor&) {
      return of.matmul(weight);
    };
    return through_linear(gradient, transposed, tensors[step.weight], {});
  }
  Bounds operator()(const ReluStep&) const {
    return through_slope(gradient, (x.low > 0).to(at::kFloat), (x.high > 0).to(at::kFloat));
  }
  Bounds operator()(const MaxPoolStep& step) const {
    const auto wide = [&](const at::Tensor& pooled) { return spread(pooled, step.side, x.low); };
    const at::Tensor least = at::max_pool2d(x.low.detach(), step.side, step.side);  // the largest is at least that
    const at::Tensor inside = wide(at::ones_like(least));
    const at::Tensor may = (x.high >= wide(least)).to(at::kFloat) * inside;
    const at::Tensor rivals = at::avg_pool2d(may, step.side, step.side, 0, false, true, 1);
    const at::Tensor must = may * (wide(rivals) == 1);
    return through_slope({wide(gradient.low), wide(gradient.high)}, must, may);
  }
  Bounds operator()(const FlattenStep&) const {
    return {gradient.low.view(x.low.sizes()), gradient.high.view(x.low.sizes())};
  }
};

/// Of d(cross entropy)/d(logits) = softmax(logits) - one_hot(labels): a class is likeliest where its own logit is
/// highest and the others' are lowest.
Bounds of_loss(const Bounds& logits, const at::Tensor& labels) {
  const at::Tensor eye = at::eye(logits.low.size(1), logits.low.options());
  const auto probability = [&](const at::Tensor& own, const at::Tensor& others) {
    // Row k of [n, classes, classes] has the own logit in column k and the others' elsewhere.
    const at::Tensor mixed = own.unsqueeze(1) * eye + others.unsqueeze(1) * (1 - eye);
    return at::softmax(mixed, 2).diagonal(0, 1, 2);
  };
  const at::Tensor truth = at::one_hot(labels, logits.low.size(1));
  return {probability(logits.low, logits.high) - truth, probability(logits.high, logits.low) - truth};
}

/// Half of the pixels' range as the network reads it, [1, channels, 1, 1].
at::Tensor radius_of(const LossRows& rows) {
  const NetworkShape& shape = rows.network.shape();
  const at::Tensor black = at::zeros({1, shape.channels, 1, 1}, at::kByte);
  const at::Tensor white = at::full_like(black, 255);
  return (normalised(white, rows.network) - normalised(black, rows.network)) * kRadius;
}

}  // namespace

at::Tensor robust_penalty(const LossRows& rows) {
  const Parameters& tensors = rows.network.parameters();
  const LayerChain& chain = rows.network.chain();
  const at::Tensor change = rows.regions * radius_of(rows);
  std::vector<Bounds> reads = {{rows.x.detach() - change, rows.x.detach() + change}};
  for (const ChainStep& step : chain) reads.push_back(std::visit(Forward{tensors, reads.back()}, step));
  Bounds gradient = of_loss(reads.back(), rows.labels);
  for (std::size_t i = chain.size(); i-- > 0;) gradient = std::visit(Backward{tensors, reads[i], gradient}, chain[i]);
  const at::Tensor sizes = (gradient.low.abs() + gradient.high.abs()) * rows.regions;
  return sizes.flatten(1).mean(1).sum();
}

}  // namespace xil
