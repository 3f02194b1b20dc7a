#pragma once

#include <string_view>

namespace xil {

/// The command that fetches the content of a file whose bytes are what a version tool leaves in its place (Git LFS's
/// pointer files, spec v1; git-annex's of unlocked files); empty for any other file.
std::string_view fetching_command(std::string_view bytes);

}  // namespace xil
