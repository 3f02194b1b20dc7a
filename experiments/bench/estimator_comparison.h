#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/catalogue/tables.h"
#include "framework/core/interfaces/dataset.h"
#include "framework/nn/bench/explain_bench.h"

namespace xil {

/// How the estimators of kComparedEstimators are compared on some items.
struct ComparisonPlan {
  std::int64_t masks = 512;          ///< masks per map for the comparison by a single number
  std::vector<std::int64_t> counts;  ///< masks per map for the curves, ascending; `masks` is one of them
  std::int64_t pool = 0;             ///< masks of each kind of sampling per item, from which the maps are taken
};
/// The numbers of masks from a quarter of `masks` to four times as many, as far as the pool suffices for two maps and
/// the number suffices for a Hadamard matrix and a model of the cells.
std::vector<std::int64_t> mask_counts(std::int64_t masks, std::int64_t pool, std::int64_t grid);

/// Values per estimator and item.
using PerEstimator = std::vector<std::vector<double>>;

struct EstimatorComparison {
  std::vector<PerEstimator> noise;  ///< noise over signal; noise[i] is for ComparisonPlan::counts[i]
  /// seconds to make a map of `masks` scored masks, without the network, per estimator
  std::vector<double> map_seconds;
  std::vector<double> score_mean, score_sd;  ///< per item

  /// How many masks of estimator `base` one mask of estimator `e` replaces, per item: the ratio of their noise.
  std::vector<double> saved(std::size_t count, std::size_t e, std::size_t base) const;
};
inline constexpr std::size_t kRise = 0, kInvRise = 1;  ///< positions in kComparedEstimators

EstimatorComparison compare_estimators(const Dataset& dataset, std::span<const ItemId> items, const ExplainBench& bench,
                                       const RiseParams& params, const ComparisonPlan& plan);

/// The estimator with the smallest median noise at position `count` of ComparisonPlan::counts.
std::size_t best_estimator(const EstimatorComparison& comparison, std::size_t count);

}  // namespace xil
