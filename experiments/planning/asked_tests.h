#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analysis/planned/asked_test.h"
#include "analysis/results/run_data.h"
#include "experiments/sweep/frozen_sweeps.h"
#include "framework/config/sweep.h"

namespace xil {

/// What is known of the runs of a folder when its hypotheses are judged; spans have one element per run.
struct AskedRuns {
  std::span<const std::string> run_ids;
  std::span<const LabelledRun> labels;
  std::span<const AskedState> states;
  /// known_sweeps_of() their files; empty for runs that are not complete.
  std::span<const std::string> known_sweeps;
  /// Whether a result of the run was there before, and its file was removed since: it may have been looked at.
  std::span<const std::uint8_t> removed;
  std::string chosen;  ///< why these are not all runs of the folder; empty: they are
};

/// The hypotheses of a folder's frozen sweeps, each test once, with the reason why it counts as exploratory, if it
/// does. A test is planned if every run that it rests on says that it began after a sweep was frozen that has the test,
/// and if all sweeps that these runs knew are still there as they were frozen: a missing one might have asked more. A
/// run whose result was removed, and perhaps made again, may have been known: no test that rests on it is planned. A
/// test of which runs name what this program does not know is not answered, since their files cannot be told.
std::vector<AskedTest> asked_tests(std::span<const FrozenSweep> frozen, const AskedRuns& runs);

}  // namespace xil
