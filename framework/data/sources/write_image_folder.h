#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Takes one file, its path given below the folder.
using FileSink = std::function<void(const std::string& path, std::span<const std::uint8_t> content)>;

/// The files of a two-class dataset in the layout of image_folder, as PNG: ok/NAME, defect/TYPE/NAME, masks/TYPE/NAME,
/// confounders/ok/NAME and confounders/defect/TYPE/NAME; NAME is the last part of an item's path. Last comes
/// manifest.csv with the split, as the dataset `manifest` reads it. Fails where two items have the same name.
void write_image_folder(const Dataset& dataset, const FileSink& write);

}  // namespace xil
