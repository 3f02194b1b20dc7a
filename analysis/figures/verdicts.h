#pragma once

#include <string>
#include <vector>

#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"

namespace xil {

/// Stacked bars per round, one small panel per strategy that was shown anything, mean over seeds;
/// on several pages where there are many (see paged()).
std::vector<Figure> verdict_figures(const Blocks& blocks, const std::string& name);

/// The same of people, one panel per session of the blocks: how their verdicts drift over the rounds. Empty where
/// nobody but the simulated expert answered.
std::vector<Figure> session_figures(const Blocks& blocks, const std::string& name);

}  // namespace xil
