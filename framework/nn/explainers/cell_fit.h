#pragma once

#include <span>
#include <vector>

#include "framework/nn/explainers/masks.h"

namespace xil {

/// What a linear model of the visible cells makes of the scores: score = mean + sum of effects[c] (G_c - mean G_c) +
/// residual, by least squares.
struct CellFit {
  std::vector<double> effects;    ///< [cells]
  std::vector<double> residuals;  ///< [masks]; their sum is 0
  /// Sum of squared residuals over masks - 1 - cells: what the model leaves, without the share that it only fitted. NaN
  /// where there are not so many masks.
  double variance = 0;
};

/// Precondition: as many draws as scores, at least one.
CellFit fit_cells(std::span<const MaskDraw> draws, std::span<const double> scores);

}  // namespace xil
