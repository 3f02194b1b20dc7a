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
// .91 - .87 differ in their last bits, and so do equal areas under curves; ranked raw, p depends on the unit of the
// table. All values must be finite: an infinite one has no rank that means anything, and each function fails on it.
namespace xil {

/// What round-off can make of equal differences: this share of the largest absolute value.
inline constexpr double kTieShare = 1e-12;
/// The same of numbers that came out of single precision (.94 is .9399999976158142 there): half a last place for each
/// of the four values of two differences.
inline constexpr double kSingleTieShare = 0x1p-22;
double tie_tolerance(std::span<const double> values);

/// No p is 0: the normal approximation and long products underflow to 0 where a p is below this.
inline constexpr double kLeastP = std::numeric_limits<double>::min();

/// "0.023", "1.2e-05", and "< 1e-300" where p is at the end of the range of numbers.
std::string p_text(double p);

/// Ranks from 1, ties with the mean of theirs (midranks). Values tie with the least one of their group.
std::vector<double> midranks(std::span<const double> values, double tolerance);

/// Sum of t^3 - t over the groups of t equal ranks: what corrections for ties are made of.
double tie_term(std::vector<double> ranks);

/// Pairs up to which the signed-rank distribution is enumerated; beyond, it is taken as normal.
inline constexpr std::size_t kExactPairs = 25;

struct SignedRankTest {
  std::size_t pairs = 0;     ///< that differ; ties say nothing about a direction and are left out
  double positive = 0;       ///< W+: sum of the ranks of |a - b| where a is greater
  double p = 1;              ///< two-sided
  bool exact = true;         ///< by enumeration of all signs, midranks under ties
  double rank_biserial = 0;  ///< (W+ - W-) / (W+ + W-) (Kerby 2014); NaN where no pair differs
};

/// One pair of values: how far apart they are, and which one is greater.
struct Difference {
  double size = 0;    ///< not negative; may be 0 where a direction is known all the same, as of censored values
  int direction = 0;  ///< 1: a is greater, -1: b, 0: neither, left out
};
/// a[i] against b[i]; ties within tie_tolerance() of all values. Fails where a value or a difference is not finite.
std::vector<Difference> differences_of(std::span<const double> a, std::span<const double> b);

/// Paired signed-rank test (Wilcoxon 1945) of a against b; sizes within the tolerance are ties. The exact p is the
/// share of all 2^n assignments of signs to the ranks at hand whose W+ is as far from its mean or farther: no table, so
/// that ties do no harm. From kExactPairs on the normal approximation with correction for ties and continuity.
SignedRankTest signed_rank_test(std::span<const Difference> differences, double tolerance);
SignedRankTest signed_rank_test(std::span<const double> a, std::span<const double> b);

/// What the test takes as significant with so many pairs and no ties, by enumeration.
struct CriticalSum {
  std::size_t sum = 0;  ///< of the ranks of the rarer sign, at most; 0: only pairs that all go one way
  double level = 0;     ///< the p of that sum
};
/// At `level`; nothing: no sum is significant.
std::optional<CriticalSum> critical_sum(std::size_t pairs, double level);

/// Adjusted p-values of a family of tests (Holm 1979), in the order given: a claim at level alpha is made where they
/// are at most alpha.
std::vector<double> holm(std::span<const double> p);

/// P(a > b) - P(a < b) over all pairs of one value of each (Cliff 1993), from -1 to 1; ties within tie_tolerance() of
/// all values. NaN where one of them has no value.
double cliffs_delta(std::span<const double> a, std::span<const double> b);
/// P(a > b) + P(a = b) / 2 over all pairs of one value of each (Agarwal et al. 2021); ties and NaN likewise.
double probability_of_improvement(std::span<const double> a, std::span<const double> b);

}  // namespace xil
