#pragma once

#include <memory>
#include <span>
#include <vector>

#include "framework/nn/explainers/masks.h"

namespace xil {

/// A model of the scores that knows that they end at 0 and 1: score = 1 / (1 + exp(-(a + sum b_k x_k))), x_k being the
/// mask's means over blocks of pixels (MaskShaper::block_means). Fitted by a fixed number of Newton steps on the cross
/// entropy with a small quadratic penalty on b.
class LogisticFit {
 public:
  LogisticFit(const MaskShaper& shaper, std::span<const MaskDraw> draws, std::span<const double> scores);
  ~LogisticFit();

  /// What the model makes of masks, fitted or not: one score each, in (0, 1).
  std::vector<double> predict(const MaskShaper& shaper, std::span<const MaskDraw> draws) const;

 private:
  struct Coefficients;
  std::unique_ptr<Coefficients> coefficients_;
};

}  // namespace xil
