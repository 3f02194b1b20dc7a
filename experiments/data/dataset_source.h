#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "experiments/data/node_cache.h"
#include "framework/core/base/component_spec.h"
#include "framework/core/catalogue/source_set.h"
#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Provides the datasets of a process. Pictures are decoded once per node: all runs of a process share them, and the
/// processes of a node share them through files in a folder on the node's own disk.
class DatasetSource {
 public:
  /// `cache` is that folder, as node_cache() names it; if it is empty, nothing is kept on disk.
  explicit DatasetSource(std::filesystem::path cache) : cache_(std::move(cache)) {}

  /// The dataset of a spec with its split. Only the last set is kept in memory.
  std::shared_ptr<const Dataset> get(const ComponentSpec& spec, std::uint64_t split_seed);

  /// The decoded set of an image set (is_image_set), from memory, its packed file, the cache, or its files.
  std::shared_ptr<const SourceSet> source(const ComponentSpec& spec);

  /// SHA-256 of the source that the spec's source_key() stands for: every picture, label, region and path of the set
  /// before any split, or the files that the set is taken from. Empty if there is no source.
  std::string source_digest(const ComponentSpec& spec);

  /// Number of items that this object has decoded from image files so far.
  std::size_t decoded_items() const { return decoded_items_; }

 private:
  std::shared_ptr<const SourceSet> load(const ComponentSpec& spec);
  std::shared_ptr<const SourceSet> decode(const ComponentSpec& spec);

  NodeCache cache_;
  std::size_t decoded_items_ = 0;
  std::string files_root_, files_digest_;  ///< of a set taken from a few large files
  // These are shared with runs that still use them. If only the split changes, the pictures stay.
  std::string source_key_, dataset_key_;  ///< the keys of `source_` and `dataset_`
  std::shared_ptr<const SourceSet> source_;
  std::shared_ptr<const Dataset> dataset_;
};

}  // namespace xil
