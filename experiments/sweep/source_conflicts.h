#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "framework/config/sweep.h"

namespace xil {

/// One sentence per data set of which complete runs of the folder saw different sources (source_key()), with what to
/// do. Files of versions without the source's digest are judged by their items: a path with two labels or types, or,
/// where no split leaves items out, items that only some runs have. `unread`: runs whose files are not to be looked
/// into.
std::vector<std::string> source_conflicts(const std::filesystem::path& out, const Sweep& runs,
                                          const std::set<std::string>& unread);

}  // namespace xil
