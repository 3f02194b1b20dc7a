#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/comparison/comparison.h"

namespace xil {

/// Anybody's results: CSV with the columns dataset, strategy, seed, value in any order, others besides being ignored;
/// with a column expert, whose cells may be empty, the unit is the expert with the seed;
/// an empty value is a missing one, "nan" or "NA" one that is undefined. Where cells are separated by semicolons or
/// tabs, numbers may have a decimal comma, as long as none has a point. Refuses anything else, infinite values among
/// it, with `name` and the line.
std::vector<Observation> read_observations(std::string_view text, const std::string& name);

}  // namespace xil
