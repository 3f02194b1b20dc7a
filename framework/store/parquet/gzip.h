#pragma once

#include <string>
#include <string_view>

namespace xil {

/// The bytes in the gzip format (RFC 1952), without a time or a name: the same bytes give the same result.
std::string gzipped(std::string_view bytes);

}  // namespace xil
