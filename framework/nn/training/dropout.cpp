#include "framework/nn/training/dropout.h"

#include <ATen/ATen.h>

namespace xil {

void draw_dropout(double rate, Rng rng, std::span<float> factors) {
  const auto kept = static_cast<float>(1 / (1 - rate));
  for (float& factor : factors) factor = rng.bernoulli(rate) ? 0.0f : kept;
}

at::Tensor dropout_factors(const at::Tensor& features, double rate, Rng rng) {
  if (rate == 0) return {};
  const at::Tensor factors = at::empty(features.sizes(), at::kFloat);
  draw_dropout(rate, rng, {factors.data_ptr<float>(), static_cast<std::size_t>(factors.numel())});
  return factors.to(features.device());
}

}  // namespace xil
