#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "framework/core/catalogue/source_set.h"

namespace xil {

/// What a packed set was made from: source_choice() of its dataset, and the digest of its content.
struct PackedHeader {
  std::string dataset;  ///< name in core's table
  std::string params;   ///< JSON map
  std::string digest;   ///< SourceSet::digest
  std::size_t items = 0;
};

/// Writes a decoded set as one file, which appears complete or not at all. Checksummed and compressed like run files;
/// the format is described in framework/store/README.md.
void write_packed_set(const std::filesystem::path& file, const SourceSet& set, const Choice& source);

/// The header alone: fast. Fails, with the file's name, where it is no packed set or damaged.
PackedHeader read_packed_header(const std::filesystem::path& file);

/// The whole set, equal to the one that was written; its digest is made anew and compared.
std::shared_ptr<const SourceSet> read_packed_set(const std::filesystem::path& file);

}  // namespace xil
