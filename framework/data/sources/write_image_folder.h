#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Receives one file; its path is relative to the folder.
using FileSink = std::function<void(const std::string& path, std::span<const std::uint8_t> content)>;

/// Writes the files of a two-class dataset in the layout of image_folder, as PNG: ok/NAME, defect/TYPE/NAME,
/// masks/TYPE/NAME, confounders/ok/NAME and confounders/defect/TYPE/NAME, where NAME is the last part of an item's
/// path. The last file is manifest.csv with the split, as the dataset `manifest` reads it. Fails if two items have the
/// same name.
void write_image_folder(const Dataset& dataset, const FileSink& write);

}  // namespace xil
