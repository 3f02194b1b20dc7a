#pragma once

#include <cstdint>
#include <string_view>

namespace xil {

/// CRC-32 as in RFC 1952, section 8.
std::uint32_t crc32(std::string_view bytes);

}  // namespace xil
