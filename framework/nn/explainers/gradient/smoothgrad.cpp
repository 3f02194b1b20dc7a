#include "framework/nn/explainers/gradient/smoothgrad.h"

#include <ATen/ATen.h>

#include "framework/nn/explainers/explained_value.h"
#include "framework/nn/explainers/gradient/over_channels.h"

namespace xil {
namespace {

class Smoothgrad final : public Explainer {
 public:
  explicit Smoothgrad(const SmoothgradParams& params) : params_(params) {}

  Explanation explain(const Network& network, const Image& image, int target,
                      const ExplanationStreams& streams) const override {
    Rng noise = streams.masks();
    const auto noisy = [&](std::int64_t first, std::int64_t rows) {
      const at::Tensor copies = at::empty({rows, image.channels, image.height, image.width}, at::kFloat);
      float* to = copies.data_ptr<float>();
      for (std::int64_t row = 0; row < rows; ++row) {
        const double deviation = first + row < params_.samples ? 255 * params_.noise : 0;  // the last pass is padded
        for (const std::uint8_t pixel : image.pixels)
          *to++ = static_cast<float>(deviation == 0 ? pixel : pixel + deviation * noise.normal());
      }
      return copies;
    };
    const at::Tensor gradient = mean_gradient(network, target, params_.of, params_.samples, noisy);
    return explanation_of(over_channels(gradient, params_.sign), "gradients", streams.round);
  }

 private:
  SmoothgradParams params_;
};

}  // namespace

std::unique_ptr<Explainer> make_smoothgrad(const ExplainerParams& params) {
  return std::make_unique<Smoothgrad>(dynamic_cast<const SmoothgradParams&>(params));
}

}  // namespace xil
