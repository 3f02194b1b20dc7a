#pragma once

#include <filesystem>
#include <string>

#include "framework/core/base/choice.h"

namespace xil {

/// The dataset that a file of `xil data pack` holds; parameters of which the file says nothing, such as the split's,
/// have their defaults.
Choice packed_choice(const std::filesystem::path& file);

/// Refuses a dataset that is not what the file was packed from: its name, and the parameters that decide what is
/// decoded. `place` begins the message. Precondition: is_image_set(dataset.name).
void refuse_other_packing(const Choice& dataset, const Choice& packed, const std::string& place);

/// For Catalog::unpacked. A map that says all that the file says is taken at its word, so that a frozen sweep can be
/// read wherever the file went: a run holds the file to it all the same.
Value unpacked(const Value& dataset);

}  // namespace xil
