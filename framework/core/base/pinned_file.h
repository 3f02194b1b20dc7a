#pragma once

#include <array>
#include <string>
#include <string_view>

namespace xil {

/// A file that a parameter names, and what it must hold: "FILE#sha256=HEX", as pip writes it. Runs are identified by
/// the content, never by the path. A relative path that leads nowhere is looked for below the folder that XIL_DATA
/// names.
struct PinnedFile {
  std::string path;
  std::string sha256;  ///< 64 hexadecimal digits; empty: not pinned yet
};

PinnedFile parse_pinned(std::string_view text);
/// The text with the digest of the file appended; as it is where it has one, or is empty. Refuses a file that cannot be
/// read; `where` is what the message begins with.
std::string pinned(const std::string& text, std::string_view where);
/// The whole content; fails where the file cannot be read or its digest is not the pinned one.
std::string read_pinned(const PinnedFile& file);

/// Parameters of models that name such a file.
inline constexpr std::array<std::string_view, 2> kModelFileKeys = {"weights", "torchscript"};

}  // namespace xil
