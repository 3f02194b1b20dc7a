#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace xil {

/// A run as a schedule sees it, and what it will take.
struct SimulatedRun {
  std::size_t group = 0;
  double units = 1;    ///< expected_cost(): known beforehand
  double seconds = 1;  ///< known when it has ended
};

/// When the last run ends, in seconds, by who gets which run when.
struct Makespans {
  /// The greatest of: all seconds shared evenly; the longest run; and, since of the m k + 1 longest runs some of m
  /// workers has k + 1, the k + 1 shortest of them together. No schedule can do better, whatever it knows.
  double lower_bound = 0;
  double longest = 0;
  double farm = 0;      ///< Schedule with a CostModel that learns from each run as it ends
  double in_order = 0;  ///< whoever is idle takes the next of the sweep
  double cyclic = 0;    ///< `--shard I/N`: every N-th run is one worker's
  double blocks = 0;    ///< consecutive runs are one worker's
};
Makespans simulate(const std::vector<SimulatedRun>& runs, std::size_t workers);

/// Runs of `groups` that take as long as runs of theirs were measured to take, dealt in the order of a sweep whose
/// seeds vary fastest. `measured`: per group its units and the seconds of its runs. Each drawn from Rng(seed, Test,
/// group, run).
struct MeasuredGroup {
  double units = 1;
  std::vector<double> seconds;
};
std::vector<SimulatedRun> draw_runs(const std::vector<MeasuredGroup>& measured, std::size_t count, std::uint64_t seed);

/// Groups for want of measured ones: their means lognormal with a deviation of .7, as long as each other's quarter to
/// four times; runs of a group differ by 10 %, and their units say the mean up to a factor of two, as expected_cost()
/// promises.
std::vector<MeasuredGroup> assumed_groups(std::size_t groups, std::uint64_t seed);

}  // namespace xil
