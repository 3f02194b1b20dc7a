#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/source_set.h"

namespace xil {

/// A folder of this user's own below XIL_CACHE, or else below the folder for temporary files; empty if XIL_CACHE is
/// "none".
std::filesystem::path node_cache();

/// Decoded sets as packed files in a folder that the processes of a node share. It never does more than save time: if
/// the folder cannot be used, is not this user's alone, or is full, sets are made as without a cache.
class NodeCache {
 public:
  using SetPtr = std::shared_ptr<const SourceSet>;
  explicit NodeCache(std::filesystem::path folder) : folder_(std::move(folder)) {}
  const std::filesystem::path& folder() const { return folder_; }

  /// The set of a key (hexadecimal digits). If it is missing or damaged, `make` makes it, in one process at a time: the
  /// others wait and read the file that this one has kept. `source` is written into the file. Exceptions of `make` pass
  /// through.
  SetPtr get(const std::string& key, const ComponentSpec& source, const std::function<SetPtr()>& make) const;

  /// Number of sets that are kept; the least recently used one is removed first.
  static constexpr std::size_t kMostSets = 8;

 private:
  void keep(const std::filesystem::path& file, const SourceSet& set, const ComponentSpec& source) const;
  void prune() const;

  std::filesystem::path folder_;
};

}  // namespace xil
