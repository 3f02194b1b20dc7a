#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// A record of a zip archive.
struct ZipRecord {
  std::string name;
  std::string_view stored;  ///< a view of the archive's bytes
  bool deflated = false;
};

/// The records of an archive as torch.save() and torch.jit.save() write it, in the order of their names: one file below
/// 4 GiB without encryption. It is read by libzip with its checks for consistency, and the size and CRC-32 of every
/// record are checked. No two records share bytes or a name, and no name leads out of a folder. Memory does not grow
/// with the sizes that the archive claims. Fails, with the file's name, on any other file, and in builds without
/// libzip.
std::vector<ZipRecord> read_zip(std::string_view bytes, const std::string& file);

/// The record of that name; null if there is none.
/// Precondition: `records` are in the order of their names.
const ZipRecord* find_record(const std::vector<ZipRecord>& records, std::string_view name);

}  // namespace xil
