#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/tables.h"

namespace xil {

/// Rise: what seeing a pixel does for the target's score f. InvRise: what hiding it does for the
/// others' 1 - f.
enum class Saliency { Rise, InvRise };

/// Sums over masked copies of one image, in double and in the order of the calls, from which every
/// map follows.
class SaliencyAccumulator {
 public:
  explicit SaliencyAccumulator(std::size_t pixels)
      : mask_sum_(pixels, 0.0), product_sum_(pixels, 0.0) {}

  /// One masked copy: its score f in [0, 1] and its mask (1 visible, 0 hidden). Precondition: mask
  /// has `pixels` values.
  void add(double score, std::span<const float> mask);

  std::int64_t masks() const { return masks_; }
  double score_sum() const { return score_sum_; }
  /// Population standard deviation of the scores; 0 before the first mask.
  double score_sd() const;

  /// One value per pixel, with N masks M, scores f, f' = 1 - f (Petsiuk 2018; arXiv 2410.12817):
  ///   constant  Rise sum(f M) / (N p)        InvRise sum(f' (1 - M)) / (N (1 - p))
  ///   coverage  Rise sum(f M) / sum(M)       InvRise sum(f' (1 - M)) / sum(1 - M)
  ///   centred   both: covariance of f and M, sum(f M) / N - mean(f) mean(M)
  /// A pixel that no mask covers gets the baseline under `coverage`. Precondition: masks() > 0.
  std::vector<double> map(Saliency saliency, Normalise normalise, double p) const;
  /// The map's expected value where score and mask are independent: mean f, mean f', or 0 when
  /// centred.
  double baseline(Saliency saliency, Normalise normalise) const;

 private:
  double value(std::size_t pixel, Saliency saliency, Normalise normalise, double p) const;

  std::int64_t masks_ = 0;
  double score_sum_ = 0;
  double mean_ = 0, squares_ = 0;  ///< Welford's running mean and sum of squared deviations
  std::vector<double> mask_sum_, product_sum_;
};

}  // namespace xil
