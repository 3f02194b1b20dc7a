#pragma once

#include <span>

#include "analysis/comparison/comparison.h"

namespace xil {

/// Makes the tests of several comparisons one family, as of a page that shows several metrics: Holm over all of them,
/// and what follows from that: claims, penalties, advice. All need the same level; there is one at least.
void judge_together(std::span<Comparison> comparisons);

}  // namespace xil
