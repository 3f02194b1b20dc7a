#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace xil {

/// What n seeds can show of one pair of strategies with the signed-rank test, when it is one of a family of tests under
/// Holm. The family's first step is what the strongest difference has to pass: level / tests.
struct SeedAdvice {
  std::size_t seeds = 0, tests = 1;
  double smallest_p = 1;                ///< of one test, whatever the values
  bool can_claim = false;               ///< smallest_p passes the first step
  std::size_t seeds_for_any_claim = 0;  ///< with so many it does
  /// Mean difference, in units of the deviation of the paired differences, that is found with 80 % power; nothing: none
  /// is.
  std::optional<double> detectable_effect;
};
SeedAdvice advise(std::size_t seeds, std::size_t tests, double level = 0.05);

/// Power of the two-sided signed-rank test against a shift of normal differences by `effect` deviations; 0 where it
/// cannot reach the level at all. Near the fewest seeds only pairs that all go one way are significant, which they are
/// with probability Phi(effect)^n, or all but a few of the smallest: there it follows from the distribution of the rank
/// sum under the shift (up to kExactPairs seeds, while the significant rank sums are below their number). Else it is
/// that of the t-test (non-central t, by its normal approximation) with 3/pi as many pairs, the test's asymptotic
/// relative efficiency (Hodges and Lehmann 1956), at the level that the test's steps attain.
double signed_rank_power(std::size_t seeds, double effect, double level);

/// Seeds that find an effect with 80 % power, for many effects at one level, 0 < level < 1.
class PowerOf;
class PowerTable {
 public:
  explicit PowerTable(double level);
  ~PowerTable();
  /// Nothing where even 10,000 are too few, or the effect is no number.
  std::optional<std::size_t> seeds_for(double effect) const;

 private:
  std::vector<std::unique_ptr<const PowerOf>> of_seeds_;  ///< n = 0, 1, ...; null where nothing is found
};

}  // namespace xil
