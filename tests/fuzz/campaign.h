#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tests/fuzz/target.h"

namespace xil::fuzz {

/// What no input may take, whatever it says.
inline constexpr double kMostSeconds = 20;
inline constexpr std::size_t kMostGrowth = std::size_t{2} << 30;

struct Campaign {
  std::uint64_t first = 0, count = 0;  ///< numbers of inputs
  std::uint64_t seed = 0;
  std::filesystem::path kept = ".";  ///< folder for inputs that are faults
};

struct Tally {
  std::uint64_t inputs = 0, accepted = 0, refused = 0, faults = 0;
  double seconds = 0;
  double slowest_s = 0;
  std::uint64_t slowest = 0;  ///< number of that input
  std::size_t growth = 0;     ///< of resident memory over that before the first input, at its peak, in bytes
};

/// Input number `index` of a target.
std::string make_input(const NamedTarget& named, const Target& target, std::uint64_t seed, std::uint64_t index);

/// Reads the seeds, which must be accepted, and `count` inputs, in child processes that are watched and replaced when
/// they end. Every fault is told on stderr with the command that shows it again.
Tally run_campaign(const NamedTarget& named, const Campaign& campaign);

}  // namespace xil::fuzz
