#include "strategies/embedding/weighted_draw.h"

namespace xil {

std::size_t weighted_draw(std::span<const double> weights, double total, Rng& rng) {
  double left = rng.uniform() * total;
  std::size_t last = 0;  // rounding may leave a rest: then the last one that has a weight
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] > 0)) continue;
    last = i;
    left -= weights[i];
    if (left < 0) break;
  }
  return last;
}

}  // namespace xil
