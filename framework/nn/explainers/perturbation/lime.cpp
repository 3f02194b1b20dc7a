#include "framework/nn/explainers/perturbation/lime.h"

#include <cmath>
#include <numeric>

#include "framework/nn/explainers/perturbation/linear_fit.h"
#include "framework/nn/explainers/perturbation/slic.h"

namespace xil {
namespace {

class Lime final : public Explainer {
 public:
  explicit Lime(const LimeParams& params) : params_(params) {}

  Explanation explain(const Network& network, const Image& image, int target,
                      const ExplanationStreams& streams) const override {
    const PictureParts segments = params_.segments == Segmentation::Slic
                                      ? slic_parts(image, params_.grid, params_.compactness)
                                      : grid_parts(image.height, image.width, params_.grid);
    const CopyDesign design = lime_design(segments.count, params_.masks, streams);
    const auto scores = score_copies(network, image, target, segments, design, {params_.fill, params_.of}, streams);
    const FitTable table{design.parts, {design.visible.begin(), design.visible.end()}};
    const LinearFit fit = fit_linear(table, scores, weights(design), {params_.alpha, true});
    return explanation_of_parts(segments, fit.coefficients, scores);
  }

 private:
  std::vector<double> weights(const CopyDesign& design) const {
    std::vector<double> all;
    for (std::size_t copy = 0; copy < design.copies(); ++copy) {
      const auto visible = design.row(copy);
      const double shown = std::accumulate(visible.begin(), visible.end(), 0.0);
      const double distance = (1 - std::sqrt(shown / static_cast<double>(design.parts))) / params_.kernel_width;
      all.push_back(std::sqrt(std::exp(-distance * distance)));
    }
    return all;
  }

  LimeParams params_;
};

}  // namespace

std::unique_ptr<Explainer> make_lime(const ExplainerParams& params) {
  return std::make_unique<Lime>(dynamic_cast<const LimeParams&>(params));
}

CopyDesign lime_design(std::size_t segments, std::int64_t copies, const ExplanationStreams& streams) {
  CopyDesign design{segments, {}};
  design.add(1);
  Rng rng = streams.masks();
  for (std::int64_t copy = 1; copy < copies; ++copy) add_coin_tosses(design, rng);
  return design;
}

}  // namespace xil
