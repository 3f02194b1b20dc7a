#pragma once

#include <filesystem>
#include <string>

#include "framework/core/numeric/image.h"

namespace xil {

/// Penultimate features of a set of pictures, with the key that says what they depend on (see FeatureCache). The file
/// appears complete or not at all, checksummed and compressed like run files; the format is described in
/// framework/store/README.md. One that is there already is replaced.
void write_feature_file(const std::filesystem::path& file, const std::string& key, const Matrix& features);

/// Reads it back. Fails, with the file's name, where it is damaged, or holds the features of another key.
Matrix read_feature_file(const std::filesystem::path& file, const std::string& key);

/// Reads it whatever its key is; fails where it is damaged.
void check_feature_file(const std::filesystem::path& file);

}  // namespace xil
