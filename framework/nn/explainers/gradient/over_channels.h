#pragma once

#include <functional>

#include "framework/core/catalogue/tables.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// [..., channels, height, width] -> [..., height, width].
at::Tensor over_channels(const at::Tensor& gradient, GradientSign sign);

/// The mean over `count` pictures of d value / d picture, [channels read, height, width] of doubles. `pixels(first,
/// rows)` gives the pictures from number `first` on in 0 ... 255, [rows, channels, height, width] of floats. All passes
/// have the same number of rows, at most kBlock, so that the mean depends on the pictures alone.
at::Tensor mean_gradient(const Network& network, int target, ExplainedValue of, std::int64_t count,
                         const std::function<at::Tensor(std::int64_t first, std::int64_t rows)>& pixels);

}  // namespace xil
