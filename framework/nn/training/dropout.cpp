#include "framework/nn/training/dropout.h"

namespace xil {

void draw_dropout(double rate, Rng rng, std::span<float> factors) {
  const auto kept = static_cast<float>(1 / (1 - rate));
  for (float& factor : factors) factor = rng.bernoulli(rate) ? 0.0f : kept;
}

}  // namespace xil
