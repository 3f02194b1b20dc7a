#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace xil {

/// A run with the cost that the schedule expects and the time that it will take.
struct SimulatedRun {
  std::size_t group = 0;
  double units = 1;    ///< expected_cost(), known beforehand
  double seconds = 1;  ///< known after the run has ended
};

/// The time at which the last run ends, in seconds, for several ways to distribute the runs.
struct Makespans {
  /// No schedule can be faster than this, whatever it knows. It is the greatest of three bounds for m workers: all
  /// seconds shared evenly; the longest run; and, since one of the workers must take k + 1 of the m k + 1 longest runs,
  /// the k + 1 shortest of these together.
  double lower_bound = 0;
  double longest = 0;
  double farm = 0;      ///< Schedule with a CostModel that learns from each run as it ends
  double in_order = 0;  ///< an idle worker takes the next run of the sweep
  double cyclic = 0;    ///< `--shard I/N`: every N-th run belongs to one worker
  double blocks = 0;    ///< consecutive runs belong to one worker
};
Makespans simulate(const std::vector<SimulatedRun>& runs, std::size_t workers);

/// The measured runs of a group: their expected cost in units, and the seconds of each.
struct MeasuredGroup {
  double units = 1;
  std::vector<double> seconds;
};
/// `count` runs in the order of a sweep whose seeds vary fastest. Each run takes as long as one of the measured runs of
/// its group, drawn by Rng(seed, Test, group, run).
std::vector<SimulatedRun> draw_runs(const std::vector<MeasuredGroup>& measured, std::size_t count, std::uint64_t seed);

/// Assumed groups, used if no runs have been measured. The groups' mean times are lognormal with a deviation of .7, so
/// that most lie between a quarter and four times the median. The runs of a group differ by 10 %, and the group's units
/// predict its mean up to a factor of two, as expected_cost() promises.
std::vector<MeasuredGroup> assumed_groups(std::size_t groups, std::uint64_t seed);

}  // namespace xil
