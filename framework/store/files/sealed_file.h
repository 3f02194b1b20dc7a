#pragma once

#include <string>
#include <string_view>

#include "framework/store/files/own_files.h"

namespace xil {

/// The content with its SHA-256 behind it, as 64 hexadecimal digits.
std::string sealed(std::string content);
/// The content of a file that sealed() made. Fails where the digest is not that of the content; `mend` ends the
/// message.
std::string read_sealed_file(const OwnPath& file, std::string_view mend);

}  // namespace xil
