#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>

#include "framework/data/files/dataset_root.h"

namespace xil {

/// A file or folder below a root.
struct TreeEntry {
  enum class Kind { File, Hidden, LinkedFolder, NowhereLink, Unreadable, Special };
  Kind kind = Kind::File;
  std::string path;  ///< relative to the root; folders end in "/"
};

/// Visits all files below a root, those of a folder in ascending order. Folders with a hidden name, and linked ones,
/// are entered only if they hold a file of `used`; otherwise visit() gets the folder itself. A linked folder that lies
/// in itself is not entered again. Returns false if there are more than `most` entries: the walk ends there.
bool walk_tree(const DatasetRoot& root, const std::set<std::string, std::less<>>& used, std::size_t most,
               const std::function<void(const TreeEntry&)>& visit);

}  // namespace xil
