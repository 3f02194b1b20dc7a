#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "framework/core/dataset.h"
#include "framework/core/params.h"
#include "framework/core/source_set.h"

namespace xil {

/// Where the datasets of a process come from. Pictures are decoded once per node: all runs of a process share them, and
/// processes of one node share them through files in a folder of the node's own disk.
class DatasetSource {
 public:
  /// `cache`: that folder; empty: nothing is kept on disk.
  explicit DatasetSource(std::filesystem::path cache);

  /// The dataset of a choice with its split. One set is kept in memory, the last one.
  std::shared_ptr<const Dataset> get(const Choice& choice, std::uint64_t split_seed);

  /// The decoded set of an image set (is_image_set), from memory, its packed file, the cache, or its files.
  std::shared_ptr<const SourceSet> source(const Choice& choice);

 private:
  std::filesystem::path cache_;
  std::string key_;  ///< of source_
  std::shared_ptr<const SourceSet> source_;
};

/// XIL_CACHE, or a folder of this user's own below the folder for temporary files; empty where XIL_CACHE is "none".
std::filesystem::path node_cache();

}  // namespace xil
