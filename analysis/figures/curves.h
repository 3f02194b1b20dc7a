#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/drawing/gnuplot.h"
#include "analysis/figures/mean_curves.h"
#include "analysis/results/run_data.h"

namespace xil {

/// Accuracy, F1, Jaccard index and the share on the confounder over the number of shown items, or over the expert's
/// modelled time. `style_of[s]` is the line style of strategy s, so that a strategy looks alike in all figures. Eight
/// strategies a page (see paged()), on the same axes. Nothing where there is no curve at all; `notes` names what is
/// missing. `known`: mean_curves_of() of every metric over this axis, where they have been made already.
std::vector<Figure> curve_figures(const Blocks& blocks, const std::string& name,
                                  const std::vector<std::size_t>& style_of, std::vector<std::string>& notes,
                                  CurveAxis axis = CurveAxis::Shown, const MetricMeans* known = nullptr);

}  // namespace xil
