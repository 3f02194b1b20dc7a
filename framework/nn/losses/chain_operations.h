#pragma once

#include <cstdint>

namespace at {
class Tensor;
}

namespace xil {

/// The transposed convolution: from a map of what a convolution gives, one of the size height x width of what it reads.
/// `weight`: of the convolution, [out, in, kernel, kernel].
at::Tensor transposed_convolution(const at::Tensor& given, const at::Tensor& weight, std::int64_t stride,
                                  std::int64_t padding, std::int64_t height, std::int64_t width);

/// The places of the largest values in windows of side x side, [n, channels, height, width], as numbers of pixels of a
/// channel. `read`: what the pooling reads.
at::Tensor places_of_maxima(const at::Tensor& read, std::int64_t side);
/// The values at places_of_maxima() of another tensor: what the pooling would choose from `values`.
at::Tensor values_at(const at::Tensor& values, const at::Tensor& places);

}  // namespace xil
