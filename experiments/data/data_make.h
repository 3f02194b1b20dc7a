#pragma once

#include <filesystem>

#include "experiments/data/data_target.h"

namespace xil {

/// Makes the pictures and writes them in the layout of image_folder with a manifest.csv, in a folder that appears
/// complete or not at all. Returns the number of items.
std::size_t write_made_set(const MadeSet& made, const std::filesystem::path& folder);

}  // namespace xil
