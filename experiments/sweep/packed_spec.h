#pragma once

#include <filesystem>
#include <string>

#include "framework/core/base/component_spec.h"

namespace xil {

/// The dataset in a file of `xil data pack`. Parameters that the file does not hold, such as the split's, have their
/// defaults.
ComponentSpec packed_spec(const std::filesystem::path& file);

/// Refuses a dataset whose name, or whose parameters that decide what is decoded, differ from those that the file was
/// packed with. `place` begins the message.
/// Precondition: is_image_set(dataset.name).
void refuse_other_packing(const ComponentSpec& dataset, const ComponentSpec& packed, const std::string& place);

/// The function for Catalog::unpacked. A map that holds everything that the file would say is not compared with the
/// file, so that a frozen sweep can be read wherever the file is; each run compares the file with it anyway.
Value unpacked(const Value& dataset);

}  // namespace xil
