#include "framework/nn/saliency.h"

#include <cmath>

namespace xil {

void SaliencyAccumulator::add(double score, std::span<const float> mask) {
  ++masks_;
  score_sum_ += score;
  const double deviation = score - mean_;
  mean_ += deviation / static_cast<double>(masks_);
  squares_ += deviation * (score - mean_);
  for (std::size_t i = 0; i < mask.size(); ++i) {
    const double visible = mask[i];
    mask_sum_[i] += visible;
    product_sum_[i] += score * visible;
  }
}

double SaliencyAccumulator::score_sd() const {
  return masks_ == 0 ? 0.0 : std::sqrt(squares_ / static_cast<double>(masks_));
}

double SaliencyAccumulator::baseline(Saliency saliency, Normalise normalise) const {
  if (normalise == Normalise::Centred) return 0;
  const double mean = score_sum_ / static_cast<double>(masks_);
  return saliency == Saliency::Rise ? mean : 1 - mean;
}

std::vector<double> SaliencyAccumulator::map(Saliency saliency, Normalise normalise,
                                             double p) const {
  std::vector<double> values(mask_sum_.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = value(i, saliency, normalise, p);
  return values;
}

double SaliencyAccumulator::value(std::size_t pixel, Saliency saliency, Normalise normalise,
                                  double p) const {
  const auto n = static_cast<double>(masks_);
  const double visible = mask_sum_[pixel];
  const double product = product_sum_[pixel];
  if (normalise == Normalise::Centred) return (product - score_sum_ * visible / n) / n;
  const bool rise = saliency == Saliency::Rise;
  const double weight = rise ? visible : n - visible;
  // sum of (1 - f)(1 - M), written out
  const double sum = rise ? product : n - visible - score_sum_ + product;
  if (normalise == Normalise::Constant) return sum / (n * (rise ? p : 1 - p));
  return weight > 0 ? sum / weight : baseline(saliency, normalise);
}

}  // namespace xil
