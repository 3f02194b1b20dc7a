#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "analysis/results/run_warnings.h"
#include "framework/config/sweep.h"

namespace xil {

/// Whose run files are read. Those of a folder of unknown origin are tried in child processes first.
enum class FileOrigin { Own, Unknown };

/// The warnings of a results folder: those of its data sets, as the check before the first run found them, and those
/// of its complete runs, given by their positions in `sweep`, from their files.
///
/// What has been read of a run file is kept in `OUT/scalars/facts.tsv`, with the file's size and time, so that only new
/// files are read again; the file may be deleted, and a folder that cannot be written stays as it is.
std::vector<Warning> folder_warnings(const std::filesystem::path& out, const Sweep& sweep,
                                     std::span<const std::size_t> complete, const Catalog& catalog, FileOrigin origin);

}  // namespace xil
