#pragma once

#include <string>
#include <vector>

#include "framework/config/sweep.h"

namespace xil {

/// The power of paired Wilcoxon signed-rank tests over the sweep's seeds. A condition is a combination of everything
/// that varies except the dataset and the seeds; every pair of conditions on every dataset is one test.
struct SeedPower {
  std::size_t seeds = 0;         ///< smallest number of seeds of a (dataset, condition)
  std::size_t tests = 0;         ///< pairs of conditions x datasets
  double smallest_p = 1;         ///< smallest two-sided p-value that a single test can reach
  std::size_t seeds_needed = 0;  ///< seeds for which that p-value reaches .05 under Holm's correction for all tests
};
SeedPower seed_power(const Sweep& sweep);
/// The same in one sentence; empty if there is nothing to compare.
std::string describe(const SeedPower& power);

/// Further facts that the sweep's author should know: entries without effect, datasets without regions.
std::vector<std::string> plan_notes(const Sweep& sweep, const Catalog& catalog);

/// "45 s", "12 min", "3.4 h"
std::string duration_text(double seconds);
/// "640 kB", "12 MB"
std::string size_text(double bytes);

}  // namespace xil
