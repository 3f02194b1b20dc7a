#pragma once

#include <filesystem>

#include "framework/config/sweep.h"

namespace xil {

/// The runs of all sweeps that are kept in an output folder, each once, oldest sweep first. The result's name, frozen
/// and digest are empty; its question joins those of the sweeps, and a strategy's label is that of the newest sweep
/// that gives one. Refuses a folder without kept sweeps. If this version cannot read a kept sweep, the error names it.
Sweep read_frozen_sweeps(const std::filesystem::path& out, const Catalog& catalog);

}  // namespace xil
