#pragma once

#include <string>
#include <vector>

#include "framework/config/sweep.h"

namespace xil {

/// What paired Wilcoxon signed-rank tests over the sweep's seeds can show at all. A condition is a
/// combination of everything that varies but the dataset and the seeds; every pair of conditions on
/// every dataset is one test.
struct SeedPower {
  std::size_t seeds = 0;         ///< of the (dataset, condition) with the fewest
  std::size_t tests = 0;         ///< pairs of conditions x datasets
  double smallest_p = 1;         ///< two-sided, of a single test
  std::size_t seeds_needed = 0;  ///< for the smallest p of all tests under Holm to reach .05
};
SeedPower seed_power(const Sweep& sweep);
/// The same in one sentence; empty where there is nothing to compare.
std::string describe(const SeedPower& power);

/// What else the sweep's author should know: entries without effect, datasets without regions.
std::vector<std::string> plan_notes(const Sweep& sweep, const Catalog& catalog);

/// "45 s", "12 min", "3.4 h"
std::string duration_text(double seconds);
/// "640 kB", "12 MB"
std::string size_text(double bytes);

}  // namespace xil
