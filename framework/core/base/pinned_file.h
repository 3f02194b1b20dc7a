#pragma once

#include <array>
#include <string>
#include <string_view>

namespace xil {

/// A file that a parameter names, and the content that it must have: "FILE#sha256=HEX", as pip writes it. Runs are
/// identified by the content, never by the path. A relative path that does not exist is looked up below the folder that
/// XIL_DATA names.
struct PinnedFile {
  std::string path;
  std::string sha256;  ///< 64 hexadecimal digits; empty if the file is not pinned yet
};

PinnedFile parse_pinned(std::string_view text);
/// Appends the digest of the file to the text. A text that has a digest already, or is empty, stays as it is. Refuses a
/// file that cannot be read, with a message that begins with `where`.
std::string pinned(const std::string& text, std::string_view where);
/// The whole content of the file. Fails if the file cannot be read or its digest is not the pinned one.
std::string read_pinned(const PinnedFile& file);

/// The parameters of a run that name such a file: the key of the map that they are in, and their own.
struct PinnedKey {
  std::string_view owner, parameter;
};
inline constexpr std::array<PinnedKey, 3> kPinnedKeys = {
    PinnedKey{"model", "weights"}, PinnedKey{"model", "torchscript"}, PinnedKey{"oracle", "session"}};

}  // namespace xil
