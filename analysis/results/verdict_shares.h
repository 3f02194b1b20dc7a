#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "framework/core/interfaces/records.h"

namespace xil {

struct RunData;

/// Shares of the shown items by verdict, in the order of the enum; they sum to 1. All NaN where nothing was shown.
using VerdictShares = std::array<double, EnumNames<Verdict>::names.size()>;

/// Over all rounds, or in one.
VerdictShares verdict_shares(const RunData& run, std::optional<std::int64_t> round = std::nullopt);

}  // namespace xil
