#pragma once

#include <span>
#include <vector>

#include "framework/nn/explainers/masks.h"

namespace xil {

/// A linear model of the scores by the visible cells G, fitted by least squares: score = mean + sum of effects[c] (G_c
/// - mean G_c) + residual.
struct CellFit {
  std::vector<double> effects;    ///< [cells]
  std::vector<double> residuals;  ///< [masks]; their sum is 0
  /// Sum of squared residuals over masks - 1 - cells: the variance that the model does not explain, corrected for the
  /// share that it only fitted. NaN if there are not more masks than cells + 1.
  double variance = 0;
};

/// Precondition: there are as many draws as scores, at least one.
CellFit fit_cells(std::span<const MaskDraw> draws, std::span<const double> scores);

}  // namespace xil
