#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// A record of a zip archive, as views of the archive's bytes.
struct ZipRecord {
  std::string_view name;
  std::string_view stored;  ///< as in the archive
  bool deflated = false;
  std::uint32_t size = 0;   ///< unpacked
  std::uint32_t crc32 = 0;  ///< unpacked
  std::size_t begin = 0;    ///< of its local header in the archive
};

/// The records of an archive as torch.save() and torch.jit.save() write it, in the order of their names: one file below
/// 4 GiB that ends with the directory, without encryption. Each record's own header agrees with the directory, its bytes are
/// there, and belong to no other record. Contents are not looked at. Fails, with the file's name, on everything else.
std::vector<ZipRecord> read_zip_directory(std::string_view bytes, const std::string& file);

/// The record of that name; null if there is none. Precondition: in the order of names.
const ZipRecord* find_record(const std::vector<ZipRecord>& records, std::string_view name);

/// Holds the content of a record, unpacked, against its CRC-32.
void check_content(const ZipRecord& record, const std::string& file);

}  // namespace xil
