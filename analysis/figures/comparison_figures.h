#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/comparison/comparison.h"
#include "analysis/drawing/gnuplot.h"
#include "analysis/results/published.h"
#include "analysis/results/run_data.h"

namespace xil {

/// Per dataset the strategies' means and the mean differences of all pairs, each with its interval, filled where a
/// difference is claimed; over several datasets the performance profile, the penalty matrix and the critical-difference
/// diagram (Demsar 2006) where there is one. `metric` is part of the figures' names, `what` of their titles; `datasets`
/// are the runs behind the values, for the digests.
std::vector<Figure> comparison_figures(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                       const std::string& metric, const std::string& what);

/// The means of final values alone, with their intervals: nothing is claimed of them. `published`: values of any metric
/// and dataset; those of this one are drawn beside ours.
std::vector<Figure> final_figures(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                  const std::string& metric, const std::string& what,
                                  std::span<const PublishedRow> published = {});

}  // namespace xil
