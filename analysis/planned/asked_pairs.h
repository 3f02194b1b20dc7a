#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/planned/asked_test.h"
#include "analysis/results/run_data.h"
#include "analysis/results/run_scalars.h"
#include "analysis/statistics/paired_test.h"

namespace xil {

/// What a hypothesis compares of its runs.
ScalarRequest request_of(const HypothesisTerms& terms);

/// What a test of it asks.
PairedQuestion question_of(const HypothesisTerms& terms);

/// The values of a test's pairs, in the order of its units.
struct AskedPairs {
  std::vector<Unit> units;
  std::vector<double> first, second;  ///< of the metric, one per unit
  bool greater_is_better = true;
  std::vector<std::string> missing;  ///< units that have begun and have no pair, and why; one sentence each
  std::size_t absent = 0;            ///< units of which neither run is there, nor failed
  /// Of the units that have begun, in order: whether there is a pair. The others come after them.
  std::vector<bool> begun;

  /// The values with the sign that makes greater better.
  std::vector<double> oriented(const std::vector<double>& values) const;
};

/// Reads the values from the runs of both conditions alone, over the budgets that all of them share. Throws what
/// scalars_of() refuses.
AskedPairs pairs_of(std::span<const RunData> runs, const AskedTest& asked);

}  // namespace xil
