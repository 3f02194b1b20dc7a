#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// Tests of several strategies over several datasets: every dataset is a block, and values are ranked within their
// block.
namespace xil {

struct FriedmanTest {
  std::size_t blocks = 0, strategies = 0;
  std::vector<double> mean_ranks;           ///< 1 is best
  double chi_square = 0, p_chi_square = 1;  ///< with correction for ties, k - 1 degrees of freedom
  /// F with k - 1 and (k - 1)(N - 1) degrees of freedom (Iman and Davenport 1980); NaN if all blocks have the same
  /// ranking, so that the denominator is 0.
  double f = 0;
  /// p is the share of all rankings within blocks whose chi-square is at least as large, with ties as they are.
  bool exact = false;
  /// Otherwise, of tables up to kMostPermutedValues, the same share of so many drawn rankings and the observed one
  /// (Phipson and Smyth 2010); 0: p is that of F, but at least the smallest p that rankings can have.
  std::size_t permutations = 0;
  double p = 1;        ///< never 0
  double p_error = 0;  ///< standard error of p where rankings were drawn, else 0
};

/// Numbers of values of a table, and of rankings drawn for it, where rankings are too many to go through.
inline constexpr std::size_t kMostPermutedValues = 300, kDrawnRankings = 49999;

/// The largest number of blocks for which all rankings are enumerated: 20 for 3 strategies, 10 for 4, 6 for 5, 4 for 6,
/// 3 for 7, 2 for 8 to 10. F is far off for few blocks (with 3 strategies on 3 data sets, p <= .05 in 19 % of the cases
/// without a difference) and good for more.
std::size_t most_enumerated_blocks(std::size_t strategies);

/// Tests `values[block][strategy]`, where greater is better. Values of a block that differ by at most
/// `tolerance[block]` are ties. A value that is not finite fails.
/// Precondition: there are at least two blocks and three strategies.
FriedmanTest friedman_test(const std::vector<std::vector<double>>& values, const std::vector<double>& tolerance);
/// The same with ties within tie_tolerance() of the block.
FriedmanTest friedman_test(const std::vector<std::vector<double>>& values);

/// Quantile of the range of k standard normal values, at infinite degrees of freedom, for which Nemenyi's test refers
/// to tables.
double studentised_range_quantile(double probability, std::size_t k);

/// The critical difference: two of k strategies differ at this level if their mean ranks over N blocks differ by more
/// (Nemenyi 1963; Demsar 2006, section 3.2.2): q / sqrt(2) * sqrt(k (k + 1) / (6 N)).
double nemenyi_critical_difference(std::size_t k, std::size_t blocks, double level = 0.05);

/// The reason why a critical-difference diagram could show nothing; std::nullopt if it can show something.
std::optional<std::string> refusal_of_nemenyi(std::size_t k, std::size_t blocks, double level = 0.05);

}  // namespace xil
