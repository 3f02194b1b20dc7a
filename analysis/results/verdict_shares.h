#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "analysis/results/run_data.h"

namespace xil {

/// Shares of the shown items by verdict, in the order of the enum; they sum to 1. All NaN where nothing was shown.
using VerdictShares = std::array<double, 4>;

/// Over all rounds, or in one.
VerdictShares verdict_shares(const RunData& run, std::optional<std::int64_t> round = std::nullopt);

}  // namespace xil
