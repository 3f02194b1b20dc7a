#include "framework/nn/explainers/gradient/input_gradient_explainer.h"

#include <ATen/ATen.h>

#include "framework/nn/explainers/explained_value.h"
#include "framework/nn/explainers/gradient/over_channels.h"
#include "framework/nn/explainers/gradient/shared_passes.h"
#include "framework/nn/networks/gradients.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

class InputGradient final : public SharedPassExplainer {
 public:
  explicit InputGradient(const InputGradientParams& params) : params_(params) {}

 protected:
  at::Tensor maps(const Network& network, const at::Tensor& images,
                  std::span<const std::int64_t> targets) const override {
    at::Tensor gradient = input_gradient(
        network, images, [&](const at::Tensor& logits) { return explained_values(logits, targets, params_.of); });
    if (params_.times_input) {
      const NetworkShape& shape = network.shape();
      const Image black(shape.channels, shape.height, shape.width);
      gradient = gradient.mul(images - normalised(stack({&black, 1}), network));
    }
    return over_channels(gradient, params_.sign);
  }

 private:
  InputGradientParams params_;
};

}  // namespace

std::unique_ptr<Explainer> make_input_gradient(const ExplainerParams& params) {
  return std::make_unique<InputGradient>(dynamic_cast<const InputGradientParams&>(params));
}

}  // namespace xil
