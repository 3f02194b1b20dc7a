#pragma once

#include <filesystem>
#include <string>

#include "framework/core/numeric/image.h"

namespace xil {

/// Writes the penultimate features of a set of pictures, with the key of everything that they depend on (see
/// FeatureCache). The file appears complete or not at all, and is checksummed and compressed like run files;
/// framework/store/README.md describes the format. An existing file is replaced.
void write_feature_file(const std::filesystem::path& file, const std::string& key, const Matrix& features);

/// Reads the features. Fails, with the file's name, if the file is damaged or has another key.
Matrix read_feature_file(const std::filesystem::path& file, const std::string& key);

/// Reads the features whatever their key is; fails if the file is damaged.
void check_feature_file(const std::filesystem::path& file);

}  // namespace xil
