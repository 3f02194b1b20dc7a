#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/statistics/rank_tests.h"
#include "analysis/statistics/statistics.h"

// Tests of one planned question about two strategies, A and B. Pairs are seeds: a[i] and b[i] belong to one seed, and
// greater is better (negate both where less is better). All values must be finite.
namespace xil {

/// What a planned test may claim of A and B, where d is the centre of symmetry of the differences A - B.
enum class PairedClaim {
  Different,   ///< d is not 0 (two-sided); the sign of the estimate says which is better
  Better,      ///< d > 0 (one-sided)
  NotWorse,    ///< d > -margin (non-inferiority, one-sided)
  Equivalent,  ///< -margin < d < margin (two one-sided tests, Schuirmann 1987; the claim needs both)
};

struct PairedQuestion {
  PairedClaim claim = PairedClaim::Different;
  double margin = 0;  ///< in units of the values; above 0 for NotWorse and Equivalent, unused otherwise

  bool two_sided() const { return claim == PairedClaim::Different; }
  bool has_margin() const { return claim == PairedClaim::NotWorse || claim == PairedClaim::Equivalent; }
};

/// The estimate of d by Hodges and Lehmann (1963), the median of the means of all pairs of differences (each with
/// itself too), and the interval between two of those means (Hollander and Wolfe 1999, 3.2 and 3.3).
struct Location {
  double estimate = 0;  ///< NaN if there are no differences
  Interval interval;    ///< closed; NaN if the differences are too few for the confidence
  double coverage = 0;  ///< the interval's, for continuous differences; with ties at least this much. NaN as above
};
/// The interval with the least coverage that is `confidence` or more, by enumeration of all signs up to 100 differences
/// and by the normal approximation beyond. 95 % needs 6 differences, 90 % 5.
/// Precondition: 0 < confidence < 1.
Location location_of(std::span<const double> differences, double confidence);

struct PairedTest {
  std::size_t pairs = 0;  ///< all pairs
  /// Pairs that lie off the border that is tested (0, or the margin), of which the test makes its ranks: the fewer of
  /// both tests for Equivalent.
  std::size_t used = 0;
  double p = 1;  ///< of the claim; the greater of both tests for Equivalent. Never 0
  bool exact =
      true;  ///< p was found by enumeration of all signs, with midranks for ties (up to kExactPairs used pairs)
  /// One-sided p of d > border (0, or -margin) and of d < border (0, or +margin); p follows from them: twice the
  /// smaller, `above`, `above`, the greater.
  double above = 1, below = 1;
  /// Of the differences A - B. The confidence is 1 - level for Different and 1 - 2 level for the others, whose interval
  /// then lies on the claimed side of the border where the claim holds (but for ties and zeros, which the test drops
  /// and the interval keeps).
  Location location;
};

/// The differences A - B of a question, and what counts as a tie among them, moved by a margin or not.
struct PairedDifferences {
  std::vector<Difference> pairs;  ///< direction 1: A is better
  double tolerance = 0;
  /// Sizes are at least as much, as those of budgets to a target that some run does not reach: then there is neither an
  /// estimate nor a question with a margin.
  bool censored = false;

  /// With their signs; 0 where the direction is 0.
  std::vector<double> values() const;
};
/// The tolerance is tie_tolerance() of all values, or 1e-12 of the margin if that is more.
PairedDifferences paired_differences(const PairedQuestion& question, std::span<const double> a,
                                     std::span<const double> b);

/// The differences as the one-sided tests of a question see them: moved up by the margin for the test against the lower
/// border, and down for that against the upper one; as they are where there is no margin. Fails where a margin is
/// missing, or asked of censored differences.
struct Borders {
  std::vector<Difference> low, high;
};
Borders borders_of(const PairedQuestion& question, const PairedDifferences& differences);

/// The exact signed-rank test (Wilcoxon 1945) of the question: differences are moved by the margin and ranked by size,
/// and p is the share of all assignments of signs to those ranks whose rank sum is at least as extreme. Sizes within
/// the tolerance tie and get midranks. A difference that lies on the border within the tolerance has no sign there and
/// is left out, as in signed_rank_test(). Different has exactly the p of signed_rank_test(). Every one-sided test is
/// compared with the whole level, not with half of it.
PairedTest paired_test(const PairedQuestion& question, const PairedDifferences& differences, double level = 0.05);
PairedTest paired_test(const PairedQuestion& question, std::span<const double> a, std::span<const double> b,
                       double level = 0.05);

}  // namespace xil
