#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/statistics/statistics.h"

namespace xil {

/// A difference over datasets by a random-effects model: the mean paired difference of dataset j is normal around its
/// true difference with its standard error s_j (deviation / sqrt(n)), and true differences are normal around `estimate`
/// with the deviation `tau`.
struct PooledDifference {
  std::size_t datasets = 0;        ///< of two pairs or more each
  double estimate = 0;             ///< NaN if no dataset has two pairs
  Interval interval;               ///< of the estimate; NaN if there are fewer than two datasets
  double tau = 0;                  ///< deviation between datasets; NaN if there are fewer than two
  bool equal_weights = false;      ///< some dataset has no spread, so that every dataset counts equally
  std::vector<double> of_dataset;  ///< means drawn towards the estimate by tau^2 / (tau^2 + s_j^2), in the order given
};

/// tau by Paule and Mandel (1982), the interval by Hartung and Knapp (2001) with datasets - 1 degrees of freedom, its
/// variance not below that of the normal interval (Knapp and Hartung 2003). It holds for datasets like these; of two or
/// three datasets it is wide, as it should be. This describes; no claim rests on it. Datasets of fewer than two pairs
/// are left out (NaN in `of_dataset`). All differences must be finite.
/// Precondition: 0 < confidence < 1.
PooledDifference pooled_difference(std::span<const std::vector<double>> differences, double confidence = 0.95);

}  // namespace xil
