#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "analysis/results/run_warnings.h"
#include "framework/config/sweep.h"
#include "framework/store/readings/kept_readings.h"

namespace xil {

/// The warnings of a results folder: those of its data sets, as the check before the first run found them, and those
/// of its complete runs, given by their positions in `sweep`, from their files. Readings are kept (KeptReadings).
std::vector<Warning> folder_warnings(const std::filesystem::path& out, const Sweep& sweep,
                                     std::span<const std::size_t> complete, const Catalog& catalog, FileOrigin origin);
/// The same for runs that have been read already; `readings`: of the complete runs, in their order.
std::vector<Warning> folder_warnings(const std::filesystem::path& out, const Sweep& sweep,
                                     std::span<const std::size_t> complete, const Catalog& catalog,
                                     std::span<const ReadRun> readings);

}  // namespace xil
