#include "framework/nn/training/class_weights.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace xil {

at::Tensor balanced_class_weights(std::span<const int> labels, int classes) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(classes), 0);
  for (const int label : labels) ++counts[static_cast<std::size_t>(label)];
  const auto present = static_cast<double>(std::ranges::count_if(counts, [](std::int64_t count) { return count > 0; }));
  std::vector<float> weights;
  for (const std::int64_t count : counts) {
    weights.push_back(
        count == 0 ? 0.0f
                   : static_cast<float>(static_cast<double>(labels.size()) / (present * static_cast<double>(count))));
  }
  return at::tensor(weights);
}

}  // namespace xil
