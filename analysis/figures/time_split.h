#pragma once

#include <string>
#include <vector>

#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"

namespace xil {

/// Where the wall-clock time of a run went, per strategy: mean over seeds of the sums over rounds, as stacked bars.
/// Nothing where no times were measured.
std::vector<Figure> time_figures(const Blocks& blocks, const std::string& name);

}  // namespace xil
