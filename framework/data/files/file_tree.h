#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>

#include "framework/data/files/dataset_root.h"

namespace xil {

/// What lies below a root.
struct TreeEntry {
  enum class Kind { File, Hidden, LinkedFolder, NowhereLink, Unreadable, Special };
  Kind kind = Kind::File;
  std::string path;  ///< relative to the root; folders end in "/"
};

/// Visits all files below a root, those of a folder in ascending order. Folders with a hidden name, and linked ones,
/// are entered only where they hold a file of `used`; else they are told themselves. A linked folder that lies in
/// itself is not entered again. False if there are more than `most` entries: it ends there.
bool walk_tree(const DatasetRoot& root, const std::set<std::string, std::less<>>& used, std::size_t most,
               const std::function<void(const TreeEntry&)>& visit);

}  // namespace xil
