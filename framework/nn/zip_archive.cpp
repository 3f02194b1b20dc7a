#include "framework/nn/zip_archive.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "framework/core/error.h"
#include "framework/nn/crc32.h"
#include "framework/nn/inflate.h"

namespace xil {
namespace {

// PKWARE, .ZIP file format specification (APPNOTE), 4.3 and 4.4.
constexpr std::string_view kEndMark = "PK\5\6", kDirectoryMark = "PK\1\2", kLocalMark = "PK\3\4", kDescriptorMark = "PK\7\x08";
constexpr std::string_view kEnd64Mark = "PK\6\6";
constexpr std::size_t kEndBytes = 22, kDirectoryBytes = 46, kLocalBytes = 30, kEnd64Bytes = 76;
constexpr std::uint32_t kDescriptorFollows = 0x0008, kKnownFlags = 0x080E;  // besides it: level of compression, UTF-8
constexpr std::uint32_t kStored = 0, kDeflated = 8;
constexpr std::uint32_t kIn64 = 0xFFFFFFFF;  // the value is in a zip64 field
/// Only code and its debug information are deflated; weights never are.
constexpr std::uint32_t kMostInflated = 64U << 20;

/// Bytes with numbers, lowest byte first.
struct Fields {
  std::string_view bytes;

  std::uint32_t number(std::size_t at, std::size_t count) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value |= std::uint32_t{static_cast<std::uint8_t>(bytes[at + i])} << (8 * i);
    return value;
  }
  std::uint32_t two(std::size_t at) const { return number(at, 2); }
  std::uint32_t four(std::size_t at) const { return number(at, 4); }
};

class Directory {
 public:
  Directory(std::string_view bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  std::vector<ZipRecord> read() {
    find();
    std::vector<ZipRecord> records;
    for (std::uint32_t i = 0; i < count_; ++i) records.push_back(next());
    check(at_ == begin_ + size_, "its directory does not end where it should");
    check_order(records);
    std::ranges::sort(records, {}, &ZipRecord::name);
    check(std::ranges::adjacent_find(records, {}, &ZipRecord::name) == records.end(), "two of its records have one name");
    return records;
  }

 private:
  template <class... Args>
  void check(bool holds, fmt::format_string<Args...> what, Args&&... args) const {
    if (holds) return;
    fail("'{}' is truncated or damaged ({}): copy or download it again", file_,
         fmt::format(what, std::forward<Args>(args)...));
  }
  void find();
  ZipRecord next();
  void check_local(ZipRecord& record, const Fields& entry) const;
  void check_descriptor(const ZipRecord& record) const;
  void check_order(const std::vector<ZipRecord>& records) const;

  std::string_view bytes_;
  const std::string& file_;
  std::uint32_t count_ = 0, size_ = 0, begin_ = 0;
  std::size_t at_ = 0;
};

void Directory::find() {
  check(bytes_.size() >= kEndBytes, "{} bytes", bytes_.size());
  const std::size_t end_begin = bytes_.size() - kEndBytes;
  const Fields end{bytes_.substr(end_begin)};
  check(end.bytes.starts_with(kEndMark) && end.two(20) == 0, "it does not end with the directory of a zip archive");
  count_ = end.two(10);
  size_ = end.four(12);
  begin_ = end.four(16);
  require(bytes_.size() < kIn64 && count_ != 0xFFFF && size_ != kIn64 && begin_ != kIn64,
          "'{}' is an archive of 4 GiB or more than 65534 records, which xil does not read: save fewer weights, or as half",
          file_);
  check(end.two(4) == 0 && end.two(6) == 0 && end.two(8) == count_, "the end of its directory contradicts itself");
  const std::size_t after = std::size_t{begin_} + size_;
  // torch always writes a zip64 end as well; it says the same.
  const bool with_end64 = after + kEnd64Bytes == end_begin && bytes_.substr(after).starts_with(kEnd64Mark);
  check(after == end_begin || with_end64, "its directory is not where its end says");
  at_ = begin_;
}

ZipRecord Directory::next() {
  const std::size_t left = std::size_t{begin_} + size_ - at_;
  check(left >= kDirectoryBytes, "its directory is too short");
  const Fields entry{bytes_.substr(at_, left)};
  const std::size_t name_bytes = entry.two(28), all_bytes = kDirectoryBytes + name_bytes + entry.two(30) + entry.two(32);
  check(entry.bytes.starts_with(kDirectoryMark) && all_bytes <= left, "its directory is not valid at byte {}", at_);
  ZipRecord record{entry.bytes.substr(kDirectoryBytes, name_bytes), {}, entry.two(10) == kDeflated, entry.four(24),
                   entry.four(16), entry.four(42)};
  check((entry.two(8) & ~kKnownFlags) == 0 && (record.deflated || entry.two(10) == kStored) && entry.two(34) == 0,
        "its directory names an unknown kind of record at byte {}", at_);
  check(record.deflated || entry.four(20) == record.size, "its directory has two sizes for a record at byte {}", at_);
  check_local(record, entry);
  at_ += all_bytes;
  return record;
}

/// Finds the record's bytes, and holds its own header against the directory.
void Directory::check_local(ZipRecord& record, const Fields& entry) const {
  const std::size_t packed = entry.four(20);
  check(record.begin < begin_ && begin_ - record.begin >= kLocalBytes, "no record at byte {}", record.begin);
  const std::size_t left = begin_ - record.begin;
  const Fields local{bytes_.substr(record.begin, left)};
  const std::size_t header_bytes = kLocalBytes + local.two(26) + local.two(28);
  check(local.bytes.starts_with(kLocalMark) && header_bytes <= left && packed <= left - header_bytes,
        "no whole record at byte {}", record.begin);
  const bool follows = (entry.two(8) & kDescriptorFollows) != 0;
  const auto agree = [&](std::size_t at, std::uint32_t value) {
    return local.four(at) == value || (follows && local.four(at) == 0);
  };
  check(local.two(6) == entry.two(8) && local.two(8) == entry.two(10) && agree(14, record.crc32) &&
            agree(18, entry.four(20)) && agree(22, record.size) &&
            local.bytes.substr(kLocalBytes, local.two(26)) == record.name,
        "the record at byte {} and the directory differ", record.begin);
  record.stored = local.bytes.substr(header_bytes, packed);
  if (follows) check_descriptor(record);
}

/// CRC-32 and sizes once more, behind the bytes; the mark before them may be missing.
void Directory::check_descriptor(const ZipRecord& record) const {
  const auto end = static_cast<std::size_t>(record.stored.data() - bytes_.data()) + record.stored.size();
  Fields descriptor{bytes_.substr(end, begin_ - end)};
  if (descriptor.bytes.starts_with(kDescriptorMark)) descriptor.bytes.remove_prefix(kDescriptorMark.size());
  check(descriptor.bytes.size() >= 12 && descriptor.four(0) == record.crc32 &&
            descriptor.four(4) == record.stored.size(),
        "what follows the record at byte {} and the directory differ", record.begin);
}

void Directory::check_order(const std::vector<ZipRecord>& records) const {
  std::vector<std::pair<std::size_t, std::size_t>> stretches;
  for (const ZipRecord& record : records) {
    const auto end = static_cast<std::size_t>(record.stored.data() - bytes_.data()) + record.stored.size();
    stretches.emplace_back(record.begin, end);
  }
  std::ranges::sort(stretches);
  const auto overlap = std::ranges::adjacent_find(stretches, [](const auto& a, const auto& b) { return a.second > b.first; });
  check(overlap == stretches.end(), "two of its records share bytes");
}

}  // namespace

std::vector<ZipRecord> read_zip_directory(std::string_view bytes, const std::string& file) {
  return Directory(bytes, file).read();
}

const ZipRecord* find_record(const std::vector<ZipRecord>& records, std::string_view name) {
  const auto found = std::ranges::lower_bound(records, name, {}, &ZipRecord::name);
  return found == records.end() || found->name != name ? nullptr : &*found;
}

void check_content(const ZipRecord& record, const std::string& file) {
  std::optional<std::string> unpacked;
  if (record.deflated) {
    require(record.size <= kMostInflated, "'{}' holds {} bytes of packed code, more than xil reads: save it again",
            file, record.size);
    unpacked = inflated(record.stored, record.size);
  }
  const bool whole = !record.deflated || unpacked.has_value();
  require(whole && crc32(unpacked ? *unpacked : record.stored) == record.crc32,
          "'{}' is damaged (the record at byte {} has a wrong checksum): copy or download it again", file, record.begin);
}

}  // namespace xil
