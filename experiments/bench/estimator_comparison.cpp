#include "experiments/bench/estimator_comparison.h"

#include <algorithm>
#include <chrono>

#include "framework/core/numeric/quantile.h"

namespace xil {
namespace {

double seconds_of_map(const MaskShaper& shaper, const MaskPools& pools, const Estimator& estimator,
                      std::int64_t masks) {
  const ScoredMasks part = pools.of(estimator.sampling).part(0, static_cast<std::size_t>(masks));
  const auto start = std::chrono::steady_clock::now();
  saliency_map(shaper, part, estimator);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

std::vector<std::int64_t> mask_counts(std::int64_t masks, std::int64_t pool, std::int64_t grid) {
  const std::int64_t cells = grid * grid, order = hadamard_order(cells);
  std::vector<std::int64_t> counts;
  for (std::int64_t count = masks / 4; count <= std::min(4 * masks, pool / 2); count *= 2) {
    if (count == masks || (count % order == 0 && count >= 2 * cells && pool % count == 0)) counts.push_back(count);
  }
  return counts;
}

std::vector<double> EstimatorComparison::saved(std::size_t count, std::size_t e, std::size_t base) const {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < noise[count][e].size(); ++i) ratios.push_back(noise[count][base][i] / noise[count][e][i]);
  return ratios;
}

EstimatorComparison compare_estimators(const Dataset& dataset, std::span<const ItemId> items, const ExplainBench& bench,
                                       const RiseParams& params, const ComparisonPlan& plan) {
  EstimatorComparison comparison;
  comparison.noise.assign(plan.counts.size(), PerEstimator(kComparedEstimators.size()));
  std::vector<std::vector<double>> seconds(kComparedEstimators.size());
  for (const ItemId id : items) {
    const Image image = dataset.image(id);
    const MaskShaper shaper(image.height, image.width, static_cast<int>(params.grid));
    const MaskPools pools = bench.score(image, dataset.item(id).label, params, plan.pool, id);
    const std::vector<double> reference = reference_map(shaper, pools);
    for (std::size_t e = 0; e < kComparedEstimators.size(); ++e) {
      const Estimator& estimator = kComparedEstimators[e].estimator;
      for (std::size_t count = 0; count < plan.counts.size(); ++count) {
        comparison.noise[count][e].push_back(
            noise_to_signal(shaper, pools, estimator, static_cast<std::size_t>(plan.counts[count]), reference));
      }
      seconds[e].push_back(seconds_of_map(shaper, pools, estimator, plan.masks));
    }
    comparison.score_mean.push_back(pools.bernoulli.score_mean());
    comparison.score_sd.push_back(pools.bernoulli.score_sd());
  }
  for (const auto& of_items : seconds) comparison.map_seconds.push_back(quantile(of_items, 0.5));
  return comparison;
}

std::size_t best_estimator(const EstimatorComparison& comparison, std::size_t count) {
  std::vector<double> medians;
  for (const auto& noise : comparison.noise[count]) medians.push_back(quantile(noise, 0.5));
  return static_cast<std::size_t>(std::ranges::min_element(medians) - medians.begin());
}

}  // namespace xil
