#include "framework/nn/explainers/gradient/gradcam.h"

#include <ATen/ATen.h>

#include "framework/nn/explainers/explained_value.h"
#include "framework/nn/explainers/gradient/shared_passes.h"
#include "framework/nn/networks/gradients.h"

namespace xil {
namespace {

class Gradcam final : public SharedPassExplainer {
 public:
  explicit Gradcam(const GradcamParams& params) : params_(params) {}

 protected:
  at::Tensor maps(const Network& network, const at::Tensor& images,
                  std::span<const std::int64_t> targets) const override {
    const auto [activations, gradients] = spatial_gradient(
        network, images, [&](const at::Tensor& logits) { return explained_values(logits, targets, params_.of); });
    const at::Tensor weights = gradients.mean({2, 3}, true);
    const at::Tensor coarse = activations.mul(weights).sum(1, true).relu();
    return at::upsample_bilinear2d(coarse, {network.shape().height, network.shape().width}, false).squeeze(1);
  }

 private:
  GradcamParams params_;
};

}  // namespace

std::unique_ptr<Explainer> make_gradcam(const ExplainerParams& params) {
  return std::make_unique<Gradcam>(dynamic_cast<const GradcamParams&>(params));
}

}  // namespace xil
