#include "framework/nn/bench/estimator_quality.h"

#include <cmath>
#include <numeric>

#include "framework/core/base/error.h"

namespace xil {

double squared_correlation(std::span<const double> a, std::span<const double> b) {
  const double n = static_cast<double>(a.size());
  const double mean_a = std::accumulate(a.begin(), a.end(), 0.0) / n,
               mean_b = std::accumulate(b.begin(), b.end(), 0.0) / n;
  double aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
    ab += (a[i] - mean_a) * (b[i] - mean_b);
  }
  return aa == 0 || bb == 0 ? 0 : ab * ab / (aa * bb);  // NaN if a value is NaN
}

std::vector<double> reference_map(const MaskShaper& shaper, const MaskPools& pools) {
  std::vector<double> mean(shaper.pixels(), 0.0);
  for (const Sampling sampling : {Sampling::Bernoulli, Sampling::Hadamard}) {
    const auto map = saliency_map(shaper, pools.of(sampling),
                                  {.normalise = Normalise::Centred,
                                   .sampling = sampling,
                                   .control_variate = true,
                                   .surrogate = Surrogate::Linear});
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += map[i] / 2;
  }
  return mean;
}

double noise_to_signal(const MaskShaper& shaper, const MaskPools& pools, const Estimator& estimator, std::size_t masks,
                       std::span<const double> reference) {
  const ScoredMasks& pool = pools.of(estimator.sampling);
  require(masks >= 2 && masks <= pool.size(), "maps of {} masks from a pool of {}", masks, pool.size());
  const std::size_t maps = pool.size() / masks;
  double squared = 0;
  for (std::size_t i = 0; i < maps; ++i) {
    squared += squared_correlation(saliency_map(shaper, pool.part(i * masks, masks), estimator), reference);
  }
  squared /= static_cast<double>(maps);
  return (1 - squared) / squared;
}

}  // namespace xil
