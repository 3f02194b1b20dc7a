#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace xil {

/// What n seeds can show of one pair of strategies with the signed-rank test, if it is one of a family of `tests` tests
/// under Holm's correction. The strongest difference of the family must pass the first step: level / tests.
struct SeedAdvice {
  std::size_t seeds = 0, tests = 1;
  double smallest_p = 1;                ///< smallest p of a single test, whatever the values
  bool can_claim = false;               ///< whether smallest_p passes the first step
  std::size_t seeds_for_any_claim = 0;  ///< number of seeds with which it does
  /// The mean difference, in units of the standard deviation of the paired differences, that is found with 80 % power;
  /// std::nullopt if none can be found.
  std::optional<double> detectable_effect;
};
SeedAdvice advise(std::size_t seeds, std::size_t tests, double level = 0.05);

/// The smallest number of seeds with which a two-sided test can reach a level: 2 / 2^n <= level.
std::size_t fewest_seeds(double level);

/// Power of the two-sided signed-rank test against normal differences whose mean is `effect` standard deviations; 0 if
/// the test cannot reach the level at all.
///
/// With few seeds the test is significant only if all differences have one sign, which has the probability
/// Phi(effect)^n, or all but a few of the smallest. There the power follows from the distribution of the rank sum under
/// the shift (up to kExactPairs seeds, and as long as the significant rank sums are below the number of seeds).
/// Otherwise it is the power of the t-test (non-central t, by its normal approximation) with 3/pi as many pairs, the
/// asymptotic relative efficiency of the test (Hodges and Lehmann 1956), at the level that the steps of the test
/// attain.
double signed_rank_power(std::size_t seeds, double effect, double level);

/// The number of seeds that find an effect with 80 % power, for many effects at one level.
class PowerOf;
class PowerTable {
 public:
  /// Precondition: 0 < level < 1.
  explicit PowerTable(double level);
  ~PowerTable();
  /// std::nullopt if even 10,000 seeds are too few, or the effect is NaN.
  std::optional<std::size_t> seeds_for(double effect) const;

 private:
  std::vector<std::unique_ptr<const PowerOf>> of_seeds_;  ///< n = 0, 1, ...; null if n seeds find nothing
};

}  // namespace xil
