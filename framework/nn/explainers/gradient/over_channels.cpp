#include "framework/nn/explainers/gradient/over_channels.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/nn/explainers/explained_value.h"
#include "framework/nn/networks/blocks.h"
#include "framework/nn/networks/gradients.h"
#include "framework/nn/networks/tensors.h"

namespace xil {

at::Tensor over_channels(const at::Tensor& gradient, GradientSign sign) {
  return sign == GradientSign::Absolute ? gradient.abs().sum(-3) : gradient.sum(-3);
}

at::Tensor mean_gradient(const Network& network, int target, ExplainedValue of, std::int64_t count,
                         const std::function<at::Tensor(std::int64_t first, std::int64_t rows)>& pixels) {
  const std::int64_t rows = even_rows(count, static_cast<std::int64_t>(kBlock));
  const std::vector<std::int64_t> targets(static_cast<std::size_t>(rows), target);
  at::Tensor sum;
  for (std::int64_t first = 0; first < count; first += rows) {
    const at::Tensor images = normalised(pixels(first, rows), network);
    const at::Tensor gradient = input_gradient(
        network, images, [&](const at::Tensor& logits) { return explained_values(logits, targets, of); });
    const at::Tensor part = gradient.narrow(0, 0, std::min(rows, count - first)).to(at::kDouble).sum(0);
    sum = sum.defined() ? sum + part : part;
  }
  return sum / static_cast<double>(count);
}

}  // namespace xil
