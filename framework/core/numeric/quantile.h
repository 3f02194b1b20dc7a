#pragma once

#include <vector>

namespace xil {

/// Quantile with linear interpolation between order statistics (type 7 of Hyndman and Fan 1996,
/// NumPy's default). NaN for no values and where one is NaN, as in NumPy; fails unless
/// 0 <= probability <= 1.
double quantile(std::vector<double> values, double probability);

}  // namespace xil
