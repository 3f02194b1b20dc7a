#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"

namespace xil {

/// What the time of a run goes into: a column of /rounds, its name and its colour in every figure.
struct TimePart {
  std::string_view column, name, colour;
};
inline constexpr std::array<TimePart, 5> kTimeParts = {{{"query_s", "query", "#e69f00"},
                                                        {"explain_s", "explain", "#d55e00"},
                                                        {"train_s", "train", "#0072b2"},
                                                        {"evaluate_s", "evaluate", "#009e73"},
                                                        {"store_s", "store", "#000000"}}};

/// Wall-clock seconds of a strategy's run: sums over rounds, means over seeds.
struct TimeSplit {
  std::string strategy;
  std::array<double, kTimeParts.size()> seconds{};
  double total() const;
};
/// Those of every strategy whose runs measured any.
std::vector<TimeSplit> time_splits(const Blocks& blocks);

/// Where the wall-clock time of a run went, per strategy: mean over seeds of the sums over rounds, as stacked bars.
/// Nothing where no times were measured.
std::vector<Figure> time_figures(const Blocks& blocks, const std::string& name);

}  // namespace xil
