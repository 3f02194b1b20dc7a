#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "analysis/statistics/parallel.h"
#include "framework/core/numeric/rng.h"

// Values of simulated sweeps, and how often something happens in them. A few hundred sweeps; XIL_SIMULATED_SWEEPS=5000
// in the environment makes as many.
namespace xil::simulated {

using Values = std::vector<double>;

inline std::uint32_t simulated_sweeps() {
  const char* text = std::getenv("XIL_SIMULATED_SWEEPS");
  return text == nullptr ? 200 : static_cast<std::uint32_t>(std::atoi(text));
}

/// How values of two strategies differ: as they are; in steps of .01, so that there are ties and zeros; with two
/// seeds in ten far off.
enum class Kind : std::uint32_t { Normal, Steps, Outliers };
inline constexpr std::array kKinds = {Kind::Normal, Kind::Steps, Kind::Outliers};

/// One strategy's values: symmetric around `mean`, a multiple of .01, with a deviation of .02; the seed adds its own.
inline Values values_of(const Values& of_seed, double mean, Kind kind, Rng& rng) {
  Values values;
  for (const double shared : of_seed) {
    double value = mean + shared + 0.02 * rng.normal() * (kind == Kind::Outliers && rng.bernoulli(0.2) ? 8 : 1);
    if (kind == Kind::Steps) value = std::round(value * 100) / 100;
    values.push_back(value);
  }
  return values;
}

inline Values seed_effects(std::size_t seeds, Kind kind, Rng& rng) {
  Values effects(seeds);
  for (double& effect : effects) {
    effect = 0.03 * rng.normal();
    if (kind == Kind::Steps) effect = std::round(effect * 100) / 100;  // so that differences stay symmetric
  }
  return effects;
}

/// The share of sweeps for which `happens` is true, printed with its 95 % interval (Wilson 1927).
template <class Happens>
double share_of(std::uint32_t sweeps, const std::string& what, Happens happens) {
  std::vector<char> found(sweeps, 0);
  for_each_index(sweeps, [&](std::size_t sweep) { found[sweep] = happens(static_cast<std::uint32_t>(sweep)) ? 1 : 0; });
  const auto n = static_cast<double>(sweeps), p = static_cast<double>(std::ranges::count(found, 1)) / n;
  constexpr double z = 1.959963984540054;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n),
               half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  fmt::print("{}: {} sweeps, {:.4f} [{:.4f}, {:.4f}]\n", what, sweeps, p, centre - half, centre + half);
  return p;
}

/// .05 and three standard errors of so many sweeps, since tests that use up their level are on either side of it.
inline double tolerated(std::uint32_t sweeps) { return 0.05 + 3 * std::sqrt(0.05 * 0.95 / sweeps); }

}  // namespace xil::simulated
