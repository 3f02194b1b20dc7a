#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

// Comparisons of two strategies by ranks. Pairs are seeds: a[i] and b[i] belong to one seed.
//
// Values that differ by no more than a tolerance are ties. Decimal fractions have no exact binary form: .94 - .90 and
// .91 - .87 differ in their last bits, and so do equal areas under curves. If they were ranked without a tolerance, p
// would depend on the unit of the table. All values must be finite, since an infinite one has no meaningful rank; each
// function fails on it.
namespace xil {

/// The rounding error of equal differences, as a share of the largest absolute value.
inline constexpr double kTieShare = 1e-12;
/// The same for numbers that were stored in single precision (.94 is .9399999976158142 there): half a unit in the last
/// place for each of the four values of two differences.
inline constexpr double kSingleTieShare = 0x1p-22;
double tie_tolerance(std::span<const double> values);
double tie_tolerance(std::span<const double> a, std::span<const double> b);  ///< of all values of both

/// The least p that is returned. The normal approximation and long products underflow to 0 for smaller values, but no p
/// is 0.
inline constexpr double kLeastP = std::numeric_limits<double>::min();

/// "0.023", "1.2e-05", and "< 1e-300" if p is at the end of the range of numbers.
std::string p_text(double p);

/// Ranks from 1; ties get the mean of their ranks (midranks). A value ties with the smallest value of its group.
std::vector<double> midranks(std::span<const double> values, double tolerance);

/// Sum of t^3 - t over the groups of t equal ranks, from which corrections for ties are computed.
double tie_term(std::vector<double> ranks);

/// The share of all assignments of signs to these ranks for every sum of the positive ones. Sums are counted in halves
/// of ranks, which are whole numbers: element s is the share of the sum s / 2.
std::vector<double> sign_flip_law(std::span<const double> ranks);
/// The same for so many pairs without ties, whose sums are whole numbers: element s is the share of the sum s.
std::vector<double> rank_sum_law(std::size_t pairs);

/// Number of pairs up to which the signed-rank distribution is enumerated; beyond it the normal approximation is used.
inline constexpr std::size_t kExactPairs = 25;

struct SignedRankTest {
  std::size_t pairs = 0;     ///< pairs that differ; ties have no direction and are left out
  double positive = 0;       ///< W+: sum of the ranks of |a - b| where a is greater
  double p = 1;              ///< two-sided
  bool exact = true;         ///< p was found by enumeration of all signs, with midranks for ties
  double rank_biserial = 0;  ///< (W+ - W-) / (W+ + W-) (Kerby 2014); NaN if no pair differs
  double p_greater = 1;      ///< one-sided: share of all assignments of signs whose W+ is as great or greater
  double p_less = 1;         ///< one-sided: ... as small or smaller
};

/// The difference of one pair: its size, and which value is greater.
struct Difference {
  double size = 0;    ///< not negative; may be 0 although the direction is known, as for censored values
  int direction = 0;  ///< 1: a is greater, -1: b is greater, 0: neither, the pair is left out
};
/// The differences of a[i] and b[i]; ties within tie_tolerance() of all values. Fails if a value or a difference is not
/// finite.
std::vector<Difference> differences_of(std::span<const double> a, std::span<const double> b);

/// Paired signed-rank test (Wilcoxon 1945) of a against b; sizes that differ by at most `tolerance` are ties. The exact
/// p is the share of all 2^n assignments of signs to the given ranks whose W+ is at least as far from its mean; since
/// no table is used, ties do no harm. For more than kExactPairs pairs the normal approximation with corrections for
/// ties and continuity is used.
SignedRankTest signed_rank_test(std::span<const Difference> differences, double tolerance);
SignedRankTest signed_rank_test(std::span<const double> a, std::span<const double> b);

/// The largest rank sum that the test regards as significant for a number of pairs without ties, by enumeration.
struct CriticalSum {
  std::size_t sum = 0;  ///< sum of the ranks of the rarer sign; 0: all pairs must have one sign
  double level = 0;     ///< the p of that sum
};
/// The critical sum at `level`; std::nullopt if no sum is significant.
std::optional<CriticalSum> critical_sum(std::size_t pairs, double level);

/// Adjusted p-values of a family of tests (Holm 1979), in the order given. A test is significant at level alpha if its
/// adjusted p is at most alpha.
std::vector<double> holm(std::span<const double> p);

/// P(a > b) - P(a < b) over all pairs of a value of a and a value of b (Cliff 1993), from -1 to 1; ties within
/// tie_tolerance() of all values. NaN if a or b has no value.
double cliffs_delta(std::span<const double> a, std::span<const double> b);
/// P(a > b) + P(a = b) / 2 over the same pairs (Agarwal et al. 2021), with the same ties; NaN if a or b has no value.
double probability_of_improvement(std::span<const double> a, std::span<const double> b);

}  // namespace xil
