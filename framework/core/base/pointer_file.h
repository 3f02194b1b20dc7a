#pragma once

#include <string_view>

namespace xil {

/// Large files are sometimes replaced by a small stand-in of a version tool (pointer files of Git LFS, spec v1; those
/// of git-annex for unlocked files). If `bytes` are such a stand-in, returns the command that fetches the content;
/// empty for any other file.
std::string_view fetching_command(std::string_view bytes);

}  // namespace xil
