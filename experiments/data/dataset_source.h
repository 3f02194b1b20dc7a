#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "experiments/data/node_cache.h"
#include "framework/core/base/choice.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Where the datasets of a process come from. Pictures are decoded once per node: all runs of a process share them, and
/// processes of one node share them through files in a folder of the node's own disk.
class DatasetSource {
 public:
  /// `cache`: that folder, as node_cache() names it; empty: nothing is kept on disk.
  explicit DatasetSource(std::filesystem::path cache) : cache_(std::move(cache)) {}

  /// The dataset of a choice with its split. One set is kept in memory, the last one.
  std::shared_ptr<const Dataset> get(const Choice& choice, std::uint64_t split_seed);

  /// The decoded set of an image set (is_image_set), from memory, its packed file, the cache, or its files.
  std::shared_ptr<const SourceSet> source(const Choice& choice);

  /// SHA-256 of what the choice's source_key() stands for: every picture, label, region and path of the set before any
  /// split, or the files that it is taken from. Empty where there is no source.
  std::string source_digest(const Choice& choice);

  /// Items that this object had decoded from image files so far.
  std::size_t decoded_items() const { return decoded_items_; }

 private:
  std::shared_ptr<const SourceSet> load(const Choice& choice);
  std::shared_ptr<const SourceSet> decode(const Choice& choice);

  NodeCache cache_;
  std::size_t decoded_items_ = 0;
  std::string files_root_, files_digest_;  ///< of a set that is taken from a few large files
  // Shared with whoever still works on them; a change of the split leaves the pictures where they are.
  std::string source_key_, dataset_key_;  ///< what they were made from
  std::shared_ptr<const SourceSet> source_;
  std::shared_ptr<const Dataset> dataset_;
};

}  // namespace xil
