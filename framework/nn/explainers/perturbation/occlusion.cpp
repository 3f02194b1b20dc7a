#include "framework/nn/explainers/perturbation/occlusion.h"

#include <algorithm>

#include "framework/nn/explainers/perturbation/parts.h"

namespace xil {
namespace {

class Occlusion final : public Explainer {
 public:
  explicit Occlusion(const OcclusionParams& params) : params_(params) {}

  Explanation explain(const Network& network, const Image& image, int target,
                      const ExplanationStreams& streams) const override {
    const PictureParts cells = grid_parts(image.height, image.width, params_.grid);
    const CopyDesign design = squares(cells.count);
    const auto scores = score_copies(network, image, target, cells, design, {params_.fill, params_.of}, streams);
    std::vector<double> falls(cells.count, 0.0);
    for (std::size_t copy = 1; copy < design.copies(); ++copy) {
      const auto visible = design.row(copy);
      for (std::size_t cell = 0; cell < cells.count; ++cell) {
        if (visible[cell] == 0) falls[cell] += scores.front() - scores[copy];
      }
    }
    for (double& fall : falls) fall /= static_cast<double>(params_.patch * params_.patch);
    return explanation_of_parts(cells, falls, scores);
  }

 private:
  /// The whole picture, then a copy per place of the square.
  CopyDesign squares(std::size_t cells) const {
    const std::int64_t grid = params_.grid, patch = params_.patch;
    CopyDesign design{cells, {}};
    design.add(1);
    for (std::int64_t top = 1 - patch; top < grid; ++top) {
      for (std::int64_t left = 1 - patch; left < grid; ++left) {
        std::vector<std::uint8_t> copy(cells, 1);
        for (std::int64_t y = std::max<std::int64_t>(top, 0); y < std::min(top + patch, grid); ++y) {
          for (std::int64_t x = std::max<std::int64_t>(left, 0); x < std::min(left + patch, grid); ++x)
            copy[static_cast<std::size_t>(y * grid + x)] = 0;
        }
        design.add(copy);
      }
    }
    return design;
  }

  OcclusionParams params_;
};

}  // namespace

std::unique_ptr<Explainer> make_occlusion(const ExplainerParams& params) {
  return std::make_unique<Occlusion>(dynamic_cast<const OcclusionParams&>(params));
}

}  // namespace xil
