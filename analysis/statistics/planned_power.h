#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/statistics/paired_test.h"

namespace xil {

/// What differences A - B are expected to look like: normal ones, or those of a pilot.
struct ExpectedDifferences {
  double mean = 0, deviation = 1;  ///< in units of the values
  /// Differences of a pilot, of which `mean` and `deviation` are those; empty: normal. Values are drawn from them by
  /// the smoothed bootstrap that keeps mean and deviation (Silverman and Young 1987): one of them plus normal noise of
  /// 1.06 n^(-1/5) deviations, shrunk.
  std::vector<double> pilot;

  static ExpectedDifferences normal(double mean, double deviation) { return {mean, deviation, {}}; }
  /// Fails for fewer than two differences, or one that is not finite.
  static ExpectedDifferences of_pilot(std::span<const double> differences);
};

/// How a planned question will be asked.
struct PlannedTest {
  PairedQuestion question;
  double level = 0.05;
  std::size_t tests = 1;           ///< size of the family: power is that of Holm's first step, level / tests
  std::vector<std::size_t> looks;  ///< empty: once, at the end. Else ascending; stretched to other numbers of seeds
};

struct PowerOfPlan {
  std::size_t seeds = 0;
  double power = 0;                         ///< chance of the claim
  double error = 0;                         ///< standard error of `power`, from the simulation
  std::vector<double> until_look;           ///< chance of the claim until each look; empty without looks
  double expected_seeds = 0;                ///< if the sweep stops with the claim; `seeds` without looks
  std::optional<std::size_t> fewest_seeds;  ///< fewest_seeds_of() the plan
};

/// The fewest seeds that can claim anything at all, whatever the differences: all of them speak for it. With looks the
/// first that can; nothing: none of them can.
std::optional<std::size_t> fewest_seeds_of(const PlannedTest& plan);

/// The chance of the claim with so many seeds, from 4,000 simulated sweeps with a fixed seed, so that
/// equal requests give equal answers. Differences without ties are assumed.
/// Precondition: seeds >= 1; the last look is `seeds` if there are looks.
PowerOfPlan planned_power(const PlannedTest& plan, const ExpectedDifferences& expected, std::size_t seeds);

/// The first of `looks`, and not before `from`, until which the claim has at least this chance; nothing: not even the
/// last. `found`: planned_power() of these looks, until the last.
std::optional<std::size_t> first_look_for(double power, std::span<const std::size_t> looks, const PowerOfPlan& found,
                                          std::size_t from = 0);

/// The most seeds that fewest_seeds_for() tries.
inline constexpr std::size_t kMostPlannedSeeds = 200;
/// The smallest number of seeds with at least this power (.8, .95), within the error of the simulation; std::nullopt if
/// kMostPlannedSeeds are too few. Looks are stretched in proportion, as a sweep that is not frozen yet may have them.
std::optional<std::size_t> fewest_seeds_for(double power, const PlannedTest& plan, const ExpectedDifferences& expected);
/// The same for several powers, from the same simulated sweeps.
std::vector<std::optional<std::size_t>> fewest_seeds_for(std::span<const double> powers, const PlannedTest& plan,
                                                         const ExpectedDifferences& expected);

}  // namespace xil
