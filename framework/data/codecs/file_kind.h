#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace xil {

/// The kind of a file of pictures, arrays or documents that is none of JPEG, PNG and BMP, recognised by its first
/// bytes: "a TIFF". Empty if the kind is not known.
std::string_view foreign_kind(std::span<const std::uint8_t> bytes);

}  // namespace xil
