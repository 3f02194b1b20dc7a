#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace xil {

/// What a file of pictures, arrays or documents is that is none of JPEG, PNG and BMP, by its first bytes: "a TIFF";
/// empty where that is not known.
std::string_view foreign_kind(std::span<const std::uint8_t> bytes);

}  // namespace xil
