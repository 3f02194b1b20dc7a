#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace xil {

/// Median seconds of each way over `repeat` repetitions, after an unmeasured one in which kernels are chosen and memory
/// is allocated. The ways take turns, so that a slow minute affects all of them.
/// Precondition: repeat >= 1, and a way returns only when its work is done, on a CUDA device as well.
std::vector<double> interleaved_seconds(std::span<const std::function<void()>> ways, std::int64_t repeat);

}  // namespace xil
