#pragma once

#include <cstddef>
#include <span>
#include <vector>

// Comparisons of two strategies by ranks. Pairs are seeds: a[i] and b[i] belong to one seed.
namespace xil {

/// Ranks from 1, equal values with the mean of theirs (midranks).
std::vector<double> midranks(std::span<const double> values);

/// Sum of t^3 - t over the groups of t equal values: what corrections for ties are made of.
double tie_term(std::vector<double> values);

/// Pairs up to which the signed-rank distribution is enumerated; beyond, it is taken as normal.
inline constexpr std::size_t kExactPairs = 25;

struct SignedRankTest {
  std::size_t pairs = 0;      ///< that differ; equal ones say nothing about a direction and are left out
  double positive = 0;        ///< W+: sum of the ranks of |a - b| where a is greater
  double p = 1;               ///< two-sided
  bool exact = true;          ///< by enumeration of all signs, midranks under ties
  double rank_biserial = 0;   ///< (W+ - W-) / (W+ + W-) (Kerby 2014); NaN where no pair differs
};

/// Paired signed-rank test (Wilcoxon 1945) of a against b. The exact p is the share of all 2^n assignments of signs to the
/// ranks at hand whose W+ is as far from its mean or farther: no table, so that ties do no harm. From kExactPairs on the
/// normal approximation with correction for ties and continuity. Two infinite values count as equal. Fails where a value is
/// NaN: leave that pair out and say so.
SignedRankTest signed_rank_test(std::span<const double> a, std::span<const double> b);

/// The largest p up to `level` that the test can have with so many pairs and no ties; 0: none is so small. Beyond kExactPairs
/// the level itself.
double attained_level(std::size_t pairs, double level);

/// Adjusted p-values of a family of tests (Holm 1979), in the order given: a claim at level alpha is made where they are at
/// most alpha.
std::vector<double> holm(std::span<const double> p);

/// P(a > b) - P(a < b) over all pairs of one value of each (Cliff 1993), from -1 to 1.
double cliffs_delta(std::span<const double> a, std::span<const double> b);
/// P(a > b) + P(a = b) / 2 over all pairs of one value of each (Agarwal et al. 2021).
double probability_of_improvement(std::span<const double> a, std::span<const double> b);

}  // namespace xil
