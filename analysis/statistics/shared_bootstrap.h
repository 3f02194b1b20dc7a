#pragma once

#include <span>
#include <vector>

#include "analysis/statistics/statistics.h"

namespace xil {

/// bootstrap_mean() of several samples that share their resamples, as the metrics of the same runs do: bit for bit the
/// intervals of one call each with a copy of `rng`, in hardly more time than one of them.
/// Precondition: all samples have the same number of values.
std::vector<Interval> shared_bootstrap_means(std::span<const std::vector<double>> samples, Rng rng,
                                             Bootstrap options = {});

}  // namespace xil
