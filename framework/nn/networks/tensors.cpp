#include "framework/nn/networks/tensors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "framework/core/interfaces/run_paused.h"

namespace xil {

at::Tensor stack(std::span<const Image> images) {
  const Image& first = images.front();
  const at::Tensor bytes =
      at::empty({static_cast<std::int64_t>(images.size()), first.channels, first.height, first.width}, at::kByte);
  auto* to = bytes.data_ptr<std::uint8_t>();
  for (const Image& image : images) {
    require(image.channels == first.channels && image.height == first.height && image.width == first.width,
            "images of {}x{}x{} and {}x{}x{} in one batch: a dataset's images must have one size", first.channels,
            first.height, first.width, image.channels, image.height, image.width);
    to = std::copy(image.pixels.begin(), image.pixels.end(), to);
  }
  return bytes;
}

int channels_read(PixelScale pixels, int channels) { return pixels == PixelScale::Imagenet ? 3 : channels; }

namespace {

/// torchvision.transforms.Normalize with the mean and deviation of its pre-trained models.
at::Tensor by_imagenet(const at::Tensor& floats) {
  static constexpr std::array<double, 3> kMean = {0.485, 0.456, 0.406}, kDeviation = {0.229, 0.224, 0.225};
  require(floats.size(1) == 1 || floats.size(1) == 3, "pictures with {} channels for a network that reads 1 or 3",
          floats.size(1));
  std::vector<at::Tensor> planes;
  for (std::size_t channel = 0; channel < kMean.size(); ++channel) {
    const at::Tensor plane = floats.select(1, floats.size(1) == 3 ? static_cast<std::int64_t>(channel) : 0);
    planes.push_back(plane.mul(1 / (255 * kDeviation[channel])).sub_(kMean[channel] / kDeviation[channel]));
  }
  return at::stack(planes, 1).contiguous(at::MemoryFormat::ChannelsLast);
}

}  // namespace

at::Tensor normalised(const at::Tensor& pixels, const Network& network) {
  const at::Device device = network.parameters().flat().device();
  // Convolutions on colour images are up to twice as fast with the channels innermost, and not
  // slower on grey ones.
  at::Tensor floats = pixels.to(device).to(at::kFloat, false, true, at::MemoryFormat::ChannelsLast);
  switch (network.pixels()) {
    case PixelScale::Raw:
      return floats;
    case PixelScale::Unit:
      return floats.mul_(1 / 127.5).sub_(1);
    case PixelScale::ZeroToOne:
      return floats.mul_(1 / 255.0);
    case PixelScale::Imagenet:
      return by_imagenet(floats);
  }
  fail("no such pixel scale");
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
  } catch (const RunPaused&) {
    throw;
  } catch (const c10::Error& error) {
    fail("{}: LibTorch: {}", what, first_line(error.what_without_backtrace()));
  } catch (const std::exception& error) {
    fail("{}: {}", what, first_line(error.what()));
  }
}

}  // namespace xil
