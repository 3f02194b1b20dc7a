#pragma once

#include <filesystem>
#include <functional>

#include "framework/data/sources/write_image_folder.h"

namespace xil {

/// Makes a folder that appears complete or not at all: fill(write) writes its files, each safely on the disk, into a
/// folder beside it, which then gets the name. It is a configuration error if anything of that name exists.
void write_new_folder(const std::filesystem::path& folder, const std::function<void(const FileSink& write)>& fill);

}  // namespace xil
