#include "framework/nn/explainers/perturbation/kernel_shap.h"

#include <numeric>

#include "framework/nn/explainers/perturbation/linear_fit.h"

namespace xil {
namespace {

/// cumulative[s - 1] is the weight of all sizes up to s, for s = 1 ... cells - 1.
std::vector<double> size_weights(std::size_t cells) {
  std::vector<double> cumulative;
  double sum = 0;
  for (std::size_t size = 1; size < cells; ++size) {
    sum += static_cast<double>(cells - 1) / (static_cast<double>(size) * static_cast<double>(cells - size));
    cumulative.push_back(sum);
  }
  return cumulative;
}

/// The constraint gives the last cell's coefficient; the others are fitted to what it leaves.
std::vector<double> shapley_values(const CopyDesign& design, std::span<const double> scores) {
  const std::size_t last = design.parts - 1;
  const double none = scores[1], all = scores[0] - none;
  FitTable table{last, {}};
  std::vector<double> rest;
  for (std::size_t copy = 2; copy < design.copies(); ++copy) {
    const auto visible = design.row(copy);
    for (std::size_t cell = 0; cell < last; ++cell) table.values.push_back(visible[cell] - visible[last]);
    rest.push_back(scores[copy] - none - visible[last] * all);
  }
  std::vector<double> values = fit_linear(table, rest, std::vector<double>(rest.size(), 1.0), {0, false}).coefficients;
  values.push_back(all - std::accumulate(values.begin(), values.end(), 0.0));
  return values;
}

class KernelShap final : public Explainer {
 public:
  explicit KernelShap(const KernelShapParams& params) : params_(params) {}

  Explanation explain(const Network& network, const Image& image, int target,
                      const ExplanationStreams& streams) const override {
    const PictureParts cells = grid_parts(image.height, image.width, params_.grid);
    const CopyDesign design = shap_design(cells.count, params_.masks, streams);
    const auto scores = score_copies(network, image, target, cells, design, {params_.fill, params_.of}, streams);
    return explanation_of_parts(cells, shapley_values(design, scores), scores);
  }

 private:
  KernelShapParams params_;
};

}  // namespace

std::unique_ptr<Explainer> make_kernel_shap(const ExplainerParams& params) {
  return std::make_unique<KernelShap>(dynamic_cast<const KernelShapParams&>(params));
}

CopyDesign shap_design(std::size_t cells, std::int64_t coalitions, const ExplanationStreams& streams) {
  CopyDesign design{cells, {}};
  design.add(1);
  design.add(0);
  Rng rng = streams.masks();
  const std::vector<double> cumulative = size_weights(cells);
  std::vector<std::size_t> order(cells);
  std::iota(order.begin(), order.end(), 0u);
  for (std::int64_t pair = 0; pair < coalitions / 2; ++pair) {
    const double point = rng.uniform() * cumulative.back();
    std::size_t size = 1;
    while (size + 1 < cells && cumulative[size - 1] <= point) ++size;
    rng.shuffle(order);
    std::vector<std::uint8_t> coalition(cells, 0);
    for (std::size_t i = 0; i < size; ++i) coalition[order[i]] = 1;
    design.add(coalition);
    for (std::uint8_t& visible : coalition) visible = visible == 0 ? 1 : 0;
    design.add(coalition);
  }
  return design;
}

}  // namespace xil
