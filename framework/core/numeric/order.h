#pragma once

#include <cmath>

namespace xil {

/// Descending order of numbers, NaN behind all others: a strict weak order whatever the values are. With a plain > a
/// NaN is "equal" to everything, which no sort can bear.
struct Descending {
  bool operator()(double a, double b) const { return a > b || (std::isnan(b) && !std::isnan(a)); }
};

}  // namespace xil
