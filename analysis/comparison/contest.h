#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"

namespace xil {

/// The budget at which a run reaches a target, as far as the run was observed.
struct Watched {
  double reached = 0;  ///< infinite: not reached until `end`
  double end = 0;
};

/// Compares when two runs reach a target. Direction 1: a is first; -1: b is first; size: at least how much earlier.
/// Direction 0: both at once within the tolerance. `undecided`: neither reaches it before one of the runs ends, so that
/// a longer run gains no advantage.
struct WatchedPair {
  Difference difference;
  bool undecided = false;
};
WatchedPair compare_watched(const Watched& a, const Watched& b, double tolerance);

/// The paired comparison of two strategies on one dataset.
struct Contest {
  std::vector<Difference> differences;         ///< direction 1: `a` is better; one per seed
  double tolerance = 0;                        ///< sizes up to this one are ties
  std::size_t undecided = 0;                   ///< pairs that censoring leaves open
  double cliffs_delta = 0, improvement = 0.5;  ///< of a over b, see rank_tests.h; an undecided pair counts as a tie
};
Contest contest_of(const DatasetComparison& data, const std::string& a, const std::string& b, bool greater_is_better);

/// One number per strategy for ranks within a seed, greater is better, in the order of `data.values`: budgets are
/// censored at the end that all runs of the seed share.
std::vector<double> scores_of_seed(const DatasetComparison& data, std::size_t seed, bool greater_is_better);

}  // namespace xil
