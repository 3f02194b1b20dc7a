#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// Several strategies over several datasets: every dataset is a block, and its values are ranked within it.
namespace xil {

struct FriedmanTest {
  std::size_t blocks = 0, strategies = 0;
  std::vector<double> mean_ranks;   ///< 1 is best
  double chi_square = 0, p_chi_square = 1;  ///< with correction for ties, k - 1 degrees of freedom
  double f = 0, p = 1;              ///< Iman and Davenport 1980: less conservative; F with k - 1 and (k - 1)(N - 1)
};

/// `values[block][strategy]`, greater is better. At least two blocks and three strategies; NaN fails.
FriedmanTest friedman_test(const std::vector<std::vector<double>>& values);

/// Quantile of the range of k standard normal values, at infinite degrees of freedom: what Nemenyi's test takes from tables.
double studentised_range_quantile(double probability, std::size_t k);

/// Difference of mean ranks beyond which two of k strategies differ at that level over N blocks (Nemenyi 1963; Demsar 2006,
/// section 3.2.2): q / sqrt(2) * sqrt(k (k + 1) / (6 N)).
double nemenyi_critical_difference(std::size_t k, std::size_t blocks, double level = 0.05);

/// Why a critical-difference diagram would say nothing: none where it says something.
std::optional<std::string> refusal_of_nemenyi(std::size_t k, std::size_t blocks, double level = 0.05);

}  // namespace xil
