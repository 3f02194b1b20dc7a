#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "framework/config/sweep.h"

namespace xil {

/// One sentence per data set (source_key()) of which complete runs of the folder saw different sources, with what to
/// do. Run files of earlier versions have no digest of the source; these are judged by their items: a path with two
/// labels or types, or, if no split leaves items out, items that only some runs have. The files of the runs in `unread`
/// are not opened. `known`: digests of sources by run id that were read already; null: all are read here.
std::vector<std::string> source_conflicts(const std::filesystem::path& out, const Sweep& runs,
                                          const std::set<std::string>& unread,
                                          const std::map<std::string, std::string>* known = nullptr);

}  // namespace xil
