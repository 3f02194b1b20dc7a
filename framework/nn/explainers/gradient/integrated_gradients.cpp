#include "framework/nn/explainers/gradient/integrated_gradients.h"

#include <ATen/ATen.h>

#include "framework/nn/explainers/explained_value.h"
#include "framework/nn/explainers/filled_picture.h"
#include "framework/nn/explainers/gradient/over_channels.h"
#include "framework/nn/networks/tensors.h"

namespace xil {
namespace {

class IntegratedGradients final : public Explainer {
 public:
  explicit IntegratedGradients(const IntegratedGradientsParams& params) : params_(params) {}

  Explanation explain(const Network& network, const Image& image, int target,
                      const ExplanationStreams& streams) const override {
    Rng colours = streams.fill();
    const at::Tensor start = filled_picture(image, params_.from, colours);
    const at::Tensor way = stack({&image, 1}).to(at::kDouble) - start;
    // Rounded once, so that points lie on the same side of a ReLU's edge as in other programs.
    const auto points = [&](std::int64_t first, std::int64_t rows) {
      const at::Tensor places = at::arange(first, first + rows, at::kDouble).add(0.5).div(params_.steps);
      const at::Tensor all =
          start + places.clamp(0, 1).view({rows, 1, 1, 1}) * way;  // the last pass is padded with the end
      return all.to(at::kFloat);
    };
    const at::Tensor gradient = mean_gradient(network, target, params_.of, params_.steps, points);
    const at::Tensor added = normalised((start + way).to(at::kFloat), network) - normalised(start, network);
    return explanation_of(added.squeeze(0).mul(gradient).sum(0), "gradients", streams.round);
  }

 private:
  IntegratedGradientsParams params_;
};

}  // namespace

std::unique_ptr<Explainer> make_integrated_gradients(const ExplainerParams& params) {
  return std::make_unique<IntegratedGradients>(dynamic_cast<const IntegratedGradientsParams&>(params));
}

}  // namespace xil
