#include "framework/nn/losses/chain_operations.h"

#include <ATen/ATen.h>

#include <tuple>

namespace xil {

at::Tensor transposed_convolution(const at::Tensor& given, const at::Tensor& weight, std::int64_t stride,
                                  std::int64_t padding, std::int64_t height, std::int64_t width) {
  // Pixels at the edge that no window of the convolution reaches.
  const auto left_over = [&](std::int64_t side) { return (side + 2 * padding - weight.size(2)) % stride; };
  return at::conv_transpose2d(given, weight, {}, stride, padding, {left_over(height), left_over(width)});
}

at::Tensor places_of_maxima(const at::Tensor& read, std::int64_t side) {
  return std::get<1>(at::max_pool2d_with_indices(read.detach(), side, side));
}

at::Tensor values_at(const at::Tensor& values, const at::Tensor& places) {
  return values.flatten(2).gather(2, places.flatten(2)).view(places.sizes());
}

}  // namespace xil
