#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace xil {

/// Median seconds of each way over `repeat` repetitions, after one without the clock, in which kernels are chosen and
/// memory is got. The ways take turns, so that a slow minute hits all of them. Preconditions: repeat >= 1; a way
/// returns when it is done, on a CUDA device as well.
std::vector<double> interleaved_seconds(std::span<const std::function<void()>> ways, std::int64_t repeat);

}  // namespace xil
