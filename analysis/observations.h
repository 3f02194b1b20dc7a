#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison.h"

namespace xil {

/// Anybody's results: CSV with the columns dataset, strategy, seed, value in any order, others besides being ignored; an empty
/// value or "nan" is a missing one, "inf" one that was never reached. Refuses anything else with `name` and the line.
std::vector<Observation> read_observations(std::string_view text, const std::string& name);

}  // namespace xil
