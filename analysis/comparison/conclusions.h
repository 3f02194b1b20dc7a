#pragma once

#include <span>

#include "analysis/comparison/comparison.h"

namespace xil {

/// Makes the tests of several comparisons one family, as on a page that shows several metrics: Holm over all of them,
/// and everything that depends on the adjusted p: claims, penalties, advice.
/// Precondition: there is a comparison, and all have the same level.
void judge_together(std::span<Comparison> comparisons);

}  // namespace xil
