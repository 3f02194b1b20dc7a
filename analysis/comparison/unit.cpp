#include "analysis/comparison/unit.h"

#include <fmt/format.h>

#include <algorithm>

namespace xil {

std::string Unit::text() const {
  return expert.empty() ? fmt::format("{}", seed) : fmt::format("{} ({})", seed, expert);
}

bool has_experts(std::span<const Unit> units) {
  return std::ranges::any_of(units, [](const Unit& unit) { return !unit.expert.empty(); });
}

std::string unit_noun(std::span<const Unit> units, bool plural) {
  if (has_experts(units)) return plural ? "pairs of expert and seed" : "pair of expert and seed";
  return plural ? "seeds" : "seed";
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace xil
