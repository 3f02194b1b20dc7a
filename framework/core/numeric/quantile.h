#pragma once

#include <vector>

namespace xil {

/// Quantile with linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, NumPy's default). As in
/// NumPy, NaN if there are no values or one of them is NaN. Fails unless 0 <= probability <= 1.
double quantile(std::vector<double> values, double probability);

}  // namespace xil
