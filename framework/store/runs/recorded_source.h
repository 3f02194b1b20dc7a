#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Digest of the set that a run's dataset was dealt from, as its file tells it; empty where nothing was read, and in
/// files of versions without it.
std::string read_source_digest(const std::filesystem::path& run_file);
/// The rows of /items with path, split, label and type.
std::vector<Item> read_recorded_items(const std::filesystem::path& run_file);

}  // namespace xil
