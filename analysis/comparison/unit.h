#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace xil {

/// The unit of replication, on which runs are paired: a seed, or, where people answer, an expert and a seed. Two
/// experts with the same seed are two units.
struct Unit {
  std::int64_t seed = 0;
  std::string expert;  ///< pseudonym; empty for the simulated expert

  Unit() = default;
  /// Implicit: where nobody but the simulated expert answers, the seed is the unit.
  Unit(std::int64_t number, std::string pseudonym = {}) : seed(number), expert(std::move(pseudonym)) {}
  auto operator<=>(const Unit&) const = default;

  /// "3", or "3 (P01)".
  std::string text() const;
};

/// Whether people answered in any of the units.
bool has_experts(std::span<const Unit> units);
/// The units in a word: "seeds", or "pairs of expert and seed"; `plural` false: "seed", "pair of expert and seed".
std::string unit_noun(std::span<const Unit> units, bool plural = true);
/// "1 test", "2 tests".
std::string counted(std::size_t count, std::string_view noun);
/// The sentence that says what a unit is where people answered; see method_notes().
inline constexpr const char* kExpertUnits =
    "People answered: the unit of replication is expert x seed, so that \"seed\" stands for a pair of an expert and a "
    "seed in every count, test and interval. Runs are paired within the same expert and seed. Units of one expert are "
    "not independent of each other: with several seeds per expert, results hold for these experts and not for others.";

}  // namespace xil
