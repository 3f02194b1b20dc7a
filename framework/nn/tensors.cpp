#include "framework/nn/tensors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>

namespace xil {

at::Tensor stack(std::span<const Image> images) {
  const Image& first = images.front();
  const at::Tensor bytes = at::empty(
      {static_cast<std::int64_t>(images.size()), first.channels, first.height, first.width},
      at::kByte);
  auto* to = bytes.data_ptr<std::uint8_t>();
  for (const Image& image : images) {
    require(image.channels == first.channels && image.height == first.height &&
                image.width == first.width,
            "images of {}x{}x{} and {}x{}x{} in one batch: a dataset's images must have one size",
            first.channels, first.height, first.width, image.channels, image.height, image.width);
    to = std::copy(image.pixels.begin(), image.pixels.end(), to);
  }
  return bytes;
}

at::Tensor normalised(const at::Tensor& pixels, const Network& network) {
  const at::Device device = network.parameters().flat().device();
  // Convolutions on colour images are up to twice as fast with the channels innermost, and not
  // slower on grey ones.
  at::Tensor floats = pixels.to(device).to(at::kFloat, false, true, at::MemoryFormat::ChannelsLast);
  return network.pixels() == PixelScale::Raw ? floats : floats.mul_(1 / 127.5).sub_(1);
}

Matrix to_matrix(const at::Tensor& table) {
  const at::Tensor host = table.to(at::kCPU, at::kFloat).contiguous();
  Matrix matrix(static_cast<std::size_t>(host.size(0)), static_cast<std::size_t>(host.size(1)));
  std::copy_n(host.data_ptr<float>(), matrix.values.size(), matrix.values.begin());
  return matrix;
}

at::Tensor probabilities(const Network& network, const at::Tensor& images) {
  const c10::InferenceMode no_gradients;
  return at::softmax(network.logits(network.features(images)), 1);
}

void fail_in_one_line(std::string_view what) {
  const auto first_line = [](std::string_view text) { return text.substr(0, text.find('\n')); };
  try {
    throw;
  } catch (const Error&) {
    throw;
  } catch (const c10::Error& error) {
    fail("{}: LibTorch: {}", what, first_line(error.what_without_backtrace()));
  } catch (const std::exception& error) {
    fail("{}: {}", what, first_line(error.what()));
  }
}

}  // namespace xil
