#include "framework/nn/explainers/gradcam.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/nn/networks/gradients.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

class GradCamExplainer final : public Explainer {
 public:
  Explanation explain(const Network& network, const Image& image, int target,
                      const ExplanationStreams&) const override {
    const auto [activations, gradients] = spatial_gradient(network, normalised(stack({&image, 1}), network), target);
    const at::Tensor weights = gradients.mean({2, 3}, true);
    const at::Tensor evidence = (weights * activations).sum(1, true).relu();
    const at::Tensor scaled =
        at::upsample_bilinear2d(evidence, {image.height, image.width}, false).to(at::kCPU, at::kFloat).contiguous();
    Explanation explanation;
    explanation.map = Map(image.height, image.width);
    std::copy_n(scaled.data_ptr<float>(), scaled.numel(), explanation.map.values.begin());
    return explanation;
  }
};

}  // namespace

std::unique_ptr<Explainer> make_gradcam(const ExplainerParams&) { return std::make_unique<GradCamExplainer>(); }

}  // namespace xil
