#pragma once

#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"

namespace xil {

/// The pairwise penalty matrix (Ash et al. 2020, with Holm): on how many datasets the row's strategy is claimed to beat
/// the column's. Strategies that are beaten least come first. Nothing for one dataset on which nothing is claimed, and
/// for more strategies than a page can show.
std::vector<Figure> penalty_figures(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                    const std::string& name, const std::string& what);

}  // namespace xil
