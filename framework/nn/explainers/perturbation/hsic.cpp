#include "framework/nn/explainers/perturbation/hsic.h"

#include <cmath>

#include "framework/core/base/error.h"
#include "framework/core/numeric/quantile.h"

namespace xil {
namespace {

/// The median of the differences between scores that differ; 0 if none do.
double median_difference(std::span<const double> scores) {
  std::vector<double> differences;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double difference = std::abs(scores[i] - scores[j]);
      if (difference > 0) differences.push_back(difference);
    }
  }
  return differences.empty() ? 0 : quantile(std::move(differences), 0.5);
}

/// Sums over pairs of different copies (i, j) of the scores' kernel.
struct KernelSums {
  std::vector<double> of_copy;         ///< over j
  std::vector<double> of_equal_pairs;  ///< per part, over pairs that both show or both hide it
  double all = 0;
};

KernelSums kernel_sums(const CopyDesign& design, std::span<const double> scores, double width) {
  KernelSums sums{std::vector<double>(scores.size(), 0.0), std::vector<double>(design.parts, 0.0), 0};
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto one = design.row(i);
    for (std::size_t j = 0; j < i; ++j) {
      const double scaled = (scores[i] - scores[j]) / width, kernel = std::exp(-scaled * scaled / 2);
      const auto other = design.row(j);
      sums.of_copy[i] += kernel;
      sums.of_copy[j] += kernel;
      sums.all += 2 * kernel;
      for (std::size_t part = 0; part < design.parts; ++part)
        sums.of_equal_pairs[part] += one[part] == other[part] ? 2 * kernel : 0;
    }
  }
  return sums;
}

class Hsic final : public Explainer {
 public:
  explicit Hsic(const HsicParams& params) : params_(params) {}

  Explanation explain(const Network& network, const Image& image, int target,
                      const ExplanationStreams& streams) const override {
    const PictureParts cells = grid_parts(image.height, image.width, params_.grid);
    CopyDesign design{cells.count, {}};
    Rng rng = streams.masks();
    for (std::int64_t copy = 0; copy < params_.masks; ++copy) add_coin_tosses(design, rng);
    const auto scores = score_copies(network, image, target, cells, design, {params_.fill, params_.of}, streams);
    Explanation explanation = explanation_of_parts(cells, hsic_of_parts(design, scores), scores);
    explanation.diagnostics.emplace_back("mask_p", 0.5);
    return explanation;
  }

 private:
  HsicParams params_;
};

}  // namespace

std::unique_ptr<Explainer> make_hsic(const ExplainerParams& params) {
  return std::make_unique<Hsic>(dynamic_cast<const HsicParams&>(params));
}

std::vector<double> hsic_of_parts(const CopyDesign& design, std::span<const double> scores) {
  const auto n = static_cast<double>(scores.size());
  require(scores.size() >= 4 && scores.size() == design.copies(), "{} scores of {} copies", scores.size(),
          design.copies());
  const double width = median_difference(scores);
  std::vector<double> values(design.parts, 0.0);
  if (width == 0) return values;
  const KernelSums sums = kernel_sums(design, scores, width);
  for (std::size_t part = 0; part < design.parts; ++part) {
    double shown = 0, crossed = 0;  // crossed: sum over copies of (others that are equal in the part) times of_copy
    for (std::size_t i = 0; i < scores.size(); ++i) shown += design.row(i)[part];
    for (std::size_t i = 0; i < scores.size(); ++i)
      crossed += ((design.row(i)[part] != 0 ? shown : n - shown) - 1) * sums.of_copy[i];
    const double pairs = shown * (shown - 1) + (n - shown) * (n - shown - 1);
    values[part] =
        (sums.of_equal_pairs[part] + pairs * sums.all / ((n - 1) * (n - 2)) - 2 * crossed / (n - 2)) / (n * (n - 3));
  }
  return values;
}

}  // namespace xil
