#pragma once

#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"

namespace xil {

/// The critical-difference diagram of Demsar 2006: mean ranks over datasets; strategies that do not differ
/// significantly are joined by a line.
/// Precondition: the comparison has a critical difference.
Figure critical_difference_figure(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                  const std::string& name, const std::string& what);

}  // namespace xil
