#pragma once

#include <memory>
#include <span>
#include <vector>

#include "framework/nn/explainers/masks.h"

namespace xil {

/// A model of the scores that respects their bounds 0 and 1: score = 1 / (1 + exp(-(a + sum b_k x_k))), where x_k are
/// the mask's means over blocks of pixels (MaskShaper::block_means). It is fitted by a fixed number of Newton steps on
/// the cross entropy with a small quadratic penalty on b.
class LogisticFit {
 public:
  LogisticFit(const MaskShaper& shaper, std::span<const MaskDraw> draws, std::span<const double> scores);
  ~LogisticFit();

  /// The model's scores of masks, which need not be those that it was fitted to: one score each, in (0, 1).
  std::vector<double> predict(const MaskShaper& shaper, std::span<const MaskDraw> draws) const;

 private:
  struct Coefficients;
  std::unique_ptr<Coefficients> coefficients_;
};

}  // namespace xil
