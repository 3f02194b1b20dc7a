#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// Several strategies over several datasets: every dataset is a block, and its values are ranked within it.
namespace xil {

struct FriedmanTest {
  std::size_t blocks = 0, strategies = 0;
  std::vector<double> mean_ranks;           ///< 1 is best
  double chi_square = 0, p_chi_square = 1;  ///< with correction for ties, k - 1 degrees of freedom
  /// Iman and Davenport 1980: F with k - 1 and (k - 1)(N - 1) degrees of freedom; NaN where all blocks are ranked
  /// alike, which leaves nothing to divide by.
  double f = 0;
  bool exact = false;
  double p = 1;  ///< exact: the share of all rankings within blocks whose chi-square is as large; else that of F, which
                 ///< is never below what rankings can reach. Never 0.
};

/// Blocks up to which so many strategies are enumerated: 20 of 3 strategies, 10 of 4, 6 of 5, 4 of 6, 3 of 7, 2 of 8
/// to 10. F is far off for few blocks (with 3 strategies on 3 data sets, p <= .05 in 19 % of the cases that nothing is
/// behind) and good beyond.
std::size_t most_enumerated_blocks(std::size_t strategies);

/// `values[block][strategy]`, greater is better; `tolerance[block]`: what counts as a tie there. At least two blocks
/// and three strategies; a value that is not finite fails.
FriedmanTest friedman_test(const std::vector<std::vector<double>>& values, const std::vector<double>& tolerance);
/// Ties within tie_tolerance() of the block.
FriedmanTest friedman_test(const std::vector<std::vector<double>>& values);

/// Quantile of the range of k standard normal values, at infinite degrees of freedom: what Nemenyi's test takes from
/// tables.
double studentised_range_quantile(double probability, std::size_t k);

/// Difference of mean ranks beyond which two of k strategies differ at that level over N blocks (Nemenyi 1963; Demsar
/// 2006, section 3.2.2): q / sqrt(2) * sqrt(k (k + 1) / (6 N)).
double nemenyi_critical_difference(std::size_t k, std::size_t blocks, double level = 0.05);

/// Why a critical-difference diagram would say nothing: none where it says something.
std::optional<std::string> refusal_of_nemenyi(std::size_t k, std::size_t blocks, double level = 0.05);

}  // namespace xil
