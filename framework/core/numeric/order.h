#pragma once

#include <cmath>

namespace xil {

/// Descending order of numbers with NaN after all others: a strict weak order for all values. Under a plain >, NaN
/// would be "equal" to every number, with which sorting is undefined.
struct Descending {
  bool operator()(double a, double b) const { return a > b || (std::isnan(b) && !std::isnan(a)); }
};

}  // namespace xil
