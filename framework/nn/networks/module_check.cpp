#include "framework/nn/networks/module_check.h"

#include <ATen/ATen.h>

#include "framework/core/base/error.h"

namespace xil {
namespace {

/// Of the largest output: more than kernels round, less than dropout or another batch's statistics change.
constexpr double kRounding = 2e-3;
/// By which a row of probabilities may miss 1.
constexpr double kSumRounding = 2e-3;

/// Dropout right behind two logits leaves them as they are by chance: with so many pictures and repeats, hardly ever
/// all.
constexpr std::uint32_t kPictures = 4;
constexpr int kRepeats = 3;

/// Noise of so many grey levels as the module would see it, [1, channels, height, width].
at::Tensor noise(const CheckedModule& module, const NetworkShape& shape, std::uint32_t picture, std::uint32_t levels) {
  const at::Tensor pixels = at::empty({1, module.channels, shape.height, shape.width}, at::kFloat);
  Rng rng(0, {Purpose::Fill, 0, picture});
  float* next = pixels.data_ptr<float>();
  for (std::int64_t i = 0; i < pixels.numel(); ++i) next[i] = static_cast<float>(rng.below(levels));
  switch (module.pixels) {
    case PixelScale::Raw:
      return pixels;
    case PixelScale::Unit:
      return pixels / 127.5 - 1;
    case PixelScale::ZeroToOne:
      return pixels / 255;
    case PixelScale::Imagenet:
      return (pixels / 255 - 0.45) / 0.226;
  }
  fail("no such pixel scale");
}

bool differ(const at::Tensor& one, const at::Tensor& other) {
  const double scale = one.abs().max().item<double>();
  return (one - other).abs().max().item<double>() > kRounding * scale;
}

bool are_probabilities(const at::Tensor& rows) {
  return rows.size(1) > 1 && rows.min().item<double>() >= 0 && rows.max().item<double>() <= 1 &&
         (rows.sum(1) - 1).abs().max().item<double>() < kSumRounding;
}

}  // namespace

std::vector<std::string> check_module(const CheckedModule& module, const NetworkShape& shape, const std::string& device,
                                      const std::function<at::Tensor(const at::Tensor&)>& outputs) {
  constexpr std::uint32_t kAll = 256, kDim = 24;  // grey levels: another brightness is another statistic of the batch
  constexpr std::string_view kSaveAgain = "save it again after model.eval()";
  const c10::InferenceMode no_gradients;
  const auto shown = [&](std::uint32_t others, std::uint32_t levels) {
    std::vector<at::Tensor> pictures = {noise(module, shape, 0, kAll)};
    for (std::uint32_t i = 1; i < kPictures; ++i) pictures.push_back(noise(module, shape, others + i, levels));
    return outputs(at::cat(pictures).to(at::Device(device))).to(at::kCPU, at::kDouble);
  };
  const at::Tensor first = shown(0, kAll), beside = shown(kPictures, kDim);
  const at::Tensor all = at::cat({first, beside});
  require(at::isfinite(all).all().item<bool>(),
          "'{}' gives NaN or infinite values for pictures of noise: its weights are damaged, or model.pixels (now "
          "{}) is not what it was trained with",
          module.file, enum_name(module.pixels));
  bool same = true;
  for (int i = 0; i < kRepeats; ++i) same = same && !differ(first, shown(0, kAll));
  require(same,
          "'{}' gives another answer when the same pictures are shown again, as with dropout: it was saved in "
          "training mode; {}",
          module.file, kSaveAgain);
  require(!differ(first[0], beside[0]),
          "'{}' answers of a picture by the other pictures that are shown with it, as with the batch norm "
          "of training: it was saved in training mode; {}",
          module.file, kSaveAgain);
  if (!are_probabilities(all)) return {};
  require(
      !module.decides,
      "'{}' gives probabilities (rows in [0, 1] that sum to 1), and logits are needed, of which xil takes the softmax "
      "itself: save it without the softmax at its end",
      module.file);
  return {
      fmt::format("'{}' gives probabilities (rows in [0, 1] that sum to 1), and the layer above reads them as "
                  "features: name another "
                  "output if that is not meant",
                  module.file)};
}

}  // namespace xil
