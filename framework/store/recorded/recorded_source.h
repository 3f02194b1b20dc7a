#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// The digest of the set before any split, as a run's file records it; empty if the run read no files, or in older
/// files.
std::string read_source_digest(const std::filesystem::path& run_file);
/// The rows of /items with path, split, label and type.
std::vector<Item> read_recorded_items(const std::filesystem::path& run_file);
/// What all pictures of a run's dataset share.
struct RecordedPictures {
  std::vector<std::string> class_names;
  int height = 0, width = 0;
};
RecordedPictures read_recorded_pictures(const std::filesystem::path& run_file);

}  // namespace xil
