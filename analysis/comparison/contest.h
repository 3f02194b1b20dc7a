#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"

namespace xil {

/// A budget at which a run reaches a target, as far as it was watched.
struct Watched {
  double reached = 0;  ///< infinite: not until `end`
  double end = 0;
};

/// Which of two runs reaches the target first, as far as both were watched. Direction 1: a does; size: how much
/// earlier, at least. Direction 0 where both do at once, within the tolerance, or neither does: then it is undecided,
/// also where one run ends before the other's event: whoever is watched longer must not win by that.
struct WatchedPair {
  Difference difference;
  bool undecided = false;
};
WatchedPair compare_watched(const Watched& a, const Watched& b, double tolerance);

/// What the seeds of one dataset say of two strategies.
struct Contest {
  std::vector<Difference> differences;         ///< direction 1: `a` is better; one per seed
  double tolerance = 0;                        ///< of their sizes
  std::size_t undecided = 0;                   ///< pairs that censoring leaves open
  double cliffs_delta = 0, improvement = 0.5;  ///< of a over b, see rank_tests.h; an undecided pair counts as a tie
};
Contest contest_of(const DatasetComparison& data, const std::string& a, const std::string& b, bool greater_is_better);

/// One number per strategy for ranks within a seed, greater is better, in the order of `data.values`: budgets are
/// censored at the end that all runs of the seed share.
std::vector<double> scores_of_seed(const DatasetComparison& data, std::size_t seed, bool greater_is_better);

}  // namespace xil
