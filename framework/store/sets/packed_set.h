#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "framework/core/catalogue/source_set.h"

namespace xil {

/// The origin of a packed set: source_spec() of its dataset, and the digest of its content.
struct PackedHeader {
  std::string dataset;  ///< name in core's table
  std::string params;   ///< JSON map
  std::string digest;   ///< SourceSet::digest
  std::size_t items = 0;
};

/// Writes a decoded set as one file, which appears complete or not at all. It is checksummed and compressed like run
/// files; framework/store/README.md describes the format.
void write_packed_set(const std::filesystem::path& file, const SourceSet& set, const ComponentSpec& source);

/// Reads the header alone, which is fast. Fails, with the file's name, if the file is not a packed set or is damaged.
PackedHeader read_packed_header(const std::filesystem::path& file);

/// Reads the whole set, equal to the one that was written. Its digest is computed anew and compared.
std::shared_ptr<const SourceSet> read_packed_set(const std::filesystem::path& file);

}  // namespace xil
