#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "framework/config/sweep.h"

namespace xil {

/// One sentence per data set (source_key()) of which complete runs of the folder saw different sources, with what to
/// do. Run files of earlier versions have no digest of the source; these are judged by their items: a path with two
/// labels or types, or, if no split leaves items out, items that only some runs have. The files of the runs in `unread`
/// are not opened.
std::vector<std::string> source_conflicts(const std::filesystem::path& out, const Sweep& runs,
                                          const std::set<std::string>& unread);

}  // namespace xil
