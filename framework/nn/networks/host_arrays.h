#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

#include "framework/core/numeric/image.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// A tensor's values on the host, in the order of the indices, the last one fastest.
struct HostArray {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

// What a network computes, for code that does not see LibTorch's headers, such as tests. Arrays [n, channels, height,
// width] become tensors in the layout that normalised() gives images.

/// Images as the network reads them.
/// Precondition: that of stack().
HostArray normalised_images(const Network& network, std::span<const Image> images);

/// One of the functions that a network offers, such as &Network::features.
using NetworkStep = at::Tensor (Network::*)(const at::Tensor&) const;
/// What the steps, one after the other, make of `input`, without gradients.
HostArray applied(const Network& network, std::initializer_list<NetworkStep> steps, const HostArray& input);

/// As for tensors (gradients.h).
HostArray input_gradient(const Network& network, const HostArray& images, int target);
std::pair<HostArray, HostArray> spatial_gradient(const Network& network, const HostArray& images, int target);

}  // namespace xil
