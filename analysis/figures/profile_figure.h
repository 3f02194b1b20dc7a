#pragma once

#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"

namespace xil {

/// The performance profile (Agarwal et al. 2021) of the strategies that every dataset has: the share of runs, over
/// datasets and seeds, that reach a value or more, with pointwise bootstrap bands stratified by dataset. Nothing for
/// one dataset.
std::vector<Figure> profile_figures(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                    const std::string& name, const std::string& what);

}  // namespace xil
