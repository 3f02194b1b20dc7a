#include "framework/core/numeric/quantile.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/core/base/error.h"

namespace xil {

double quantile(std::vector<double> values, double probability) {
  require(probability >= 0 && probability <= 1, "a quantile needs a probability, not {}", probability);
  const auto undefined = [](double value) { return std::isnan(value); };
  if (values.empty() || std::ranges::any_of(values, undefined)) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const double position = probability * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  const double share = position - static_cast<double>(below);
  // interpolation would give NaN next to an infinite value
  if (share == 0 || values[below] == values[above]) return values[below];
  return std::lerp(values[below], values[above], share);
}

}  // namespace xil
