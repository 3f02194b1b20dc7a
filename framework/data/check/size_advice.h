#pragma once

#include <vector>

#include "framework/data/check/region_sizes.h"

namespace xil {

/// The changes of settings that let maps show the smallest kind of regions, and of the size that keep regions from
/// vanishing, computed from the regions: see RegionSizes. Nothing where nothing is too small.
/// Precondition: `kinds` and `small` are up to date.
std::vector<SizeAdvice> size_advice(const RegionSizes& sizes);

}  // namespace xil
