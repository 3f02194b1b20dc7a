#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace xil {

/// What a deflate stream (RFC 1951) unpacks to; nothing where it is damaged, or does not end with its last byte and `size`
/// bytes unpacked. Memory grows with what is unpacked, not with what `size` promises.
std::optional<std::string> inflated(std::string_view packed, std::size_t size);

}  // namespace xil
