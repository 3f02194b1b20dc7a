#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analysis/figures/mean_curves.h"
#include "analysis/results/run_data.h"
#include "framework/core/base/value.h"

namespace xil {

/// A dataset's mean curves over one axis.
struct AxisMeans {
  std::string axis;  ///< the column of /rounds
  BudgetRange range;
  MetricMeans means;  ///< empty where the runs share no range
};
struct DatasetMeans {
  const Blocks* blocks;  ///< borrowed
  std::vector<AxisMeans> axes;
};

/// The metrics that the page can show as curves: those that figures, questions and tables ask of, where a run has any.
std::vector<std::string> curve_metrics(std::span<const RunData> runs);
/// The means of all these metrics over the items shown, the time of the expert (where every run has it) and the rounds,
/// which only the page shows (`rounds`).
DatasetMeans dataset_means(const Blocks& blocks, std::span<const std::string> metrics, bool expert_time,
                           bool rounds = true);

/// What the page draws curves from:
///   numbers, ends: see NumberPool; a list stands below as its place, -1 where there is none
///   axes, metrics: {name, title, ...}; strategies: {name, style, point, dash}, see line_style() and colours_css()
///   datasets: {name, units, strategies, means: [[axis, metric, strategy, is it a level?, x, mean, low, high], ...]},
///     whose values are those of the figures
///   runs, columns with an entry per run: {id, dataset, strategy, unit, joined (is it part of the means?), budgets
///     [axis], rounds [metric], values [metric]}; values are undefined (NaN) at the rounds in which they are
/// Single runs are left out metric by metric, the last first, where they would take more than `budget_bytes`; `notes`
/// then says so.
Value curves_for_report(std::span<const RunData> runs, std::span<const DatasetMeans> datasets,
                        std::span<const std::string> metrics, std::vector<std::string>& notes,
                        std::size_t budget_bytes = std::size_t{48} << 20);

}  // namespace xil
