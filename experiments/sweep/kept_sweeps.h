#pragma once

#include <filesystem>

#include "framework/config/sweep.h"

namespace xil {

/// The runs of all sweeps that are kept in an output folder, each once, oldest sweep first; name, frozen and digest are
/// empty, the questions follow each other. Refuses a folder that keeps no sweep; a kept sweep that this version cannot
/// read is an error that names it.
Sweep read_kept_sweeps(const std::filesystem::path& out, const Catalog& catalog);

}  // namespace xil
