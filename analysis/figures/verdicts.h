#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"

namespace xil {

/// Shares of the shown items by verdict, in the order of the enum; they sum to 1. All NaN where
/// nothing was shown.
using VerdictShares = std::array<double, 4>;

/// Over all rounds, or in one.
VerdictShares verdict_shares(const RunData& run, std::optional<std::int64_t> round = std::nullopt);

/// Stacked bars per round, one small panel per strategy that was shown anything, mean over seeds;
/// on several pages where there are many (see paged()).
std::vector<Figure> verdict_figures(const Blocks& blocks, const std::string& name);

}  // namespace xil
