#include "framework/nn/networks/host_arrays.h"

#include <ATen/ATen.h>

#include "framework/nn/networks/gradients.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

HostArray to_host(const at::Tensor& tensor) {
  const at::Tensor host = tensor.to(at::kCPU, at::kFloat).contiguous();
  const float* first = host.data_ptr<float>();
  return {host.sizes().vec(), {first, first + host.numel()}};
}

at::Tensor to_tensor(const HostArray& array, const Network& network) {
  const at::Tensor rows = at::tensor(array.values).view(array.shape);
  const at::MemoryFormat layout = rows.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
  return rows.to(at::Device(network.device())).contiguous(layout);
}

}  // namespace

HostArray normalised_images(const Network& network, std::span<const Image> images) {
  return to_host(normalised(stack(images), network));
}

HostArray applied(const Network& network, std::initializer_list<NetworkStep> steps, const HostArray& input) {
  const c10::InferenceMode no_gradients;
  at::Tensor values = to_tensor(input, network);
  for (const NetworkStep step : steps) values = (network.*step)(values);
  return to_host(values);
}

HostArray input_gradient(const Network& network, const HostArray& images, int target) {
  return to_host(input_gradient(network, to_tensor(images, network), target));
}

std::pair<HostArray, HostArray> spatial_gradient(const Network& network, const HostArray& images, int target) {
  const auto [activations, gradients] = spatial_gradient(network, to_tensor(images, network), target);
  return {to_host(activations), to_host(gradients)};
}

}  // namespace xil
