#include "framework/nn/weights/zip_archive.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::size_t kMostBytes = 0xFFFFFFFF, kMostRecords = 1U << 20;
/// Limit for all deflated records together, unpacked. Only code and its debug information are deflated, never weights.
constexpr zip_uint64_t kMostInflated = 256U << 20;
constexpr std::size_t kPiece = 128U << 10;  ///< small enough for the processor's cache between copy and checksum

/// A source of libzip that records which of its bytes were read, since libzip has no other way to tell where a record
/// lies.
struct Source {
  explicit Source(std::string_view all) : bytes(all) { zip_error_init(&error); }
  ~Source() { zip_error_fini(&error); }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  void forget() { begin = end = 0; }
  zip_int64_t read(void* to, zip_uint64_t length) {
    const std::size_t count = std::min<std::size_t>(length, bytes.size() - at);
    std::copy_n(bytes.data() + at, count, static_cast<char*>(to));
    if (begin == end) begin = at;
    end = at += count;
    return static_cast<zip_int64_t>(count);
  }
  zip_int64_t run(void* data, zip_uint64_t length, zip_source_cmd_t command);

  std::string_view bytes;
  std::size_t at = 0, begin = 0, end = 0;  ///< begin, end: the bytes that were read since forget()
  zip_error_t error;
};

zip_int64_t Source::run(void* data, zip_uint64_t length, zip_source_cmd_t command) {
  switch (command) {
    case ZIP_SOURCE_OPEN:
      at = 0;
      return 0;
    case ZIP_SOURCE_READ:
      return read(data, length);
    case ZIP_SOURCE_TELL:
      return static_cast<zip_int64_t>(at);
    case ZIP_SOURCE_SEEK: {
      const zip_int64_t place = zip_source_seek_compute_offset(at, bytes.size(), data, length, &error);
      if (place >= 0) at = static_cast<std::size_t>(place);
      return place < 0 ? -1 : 0;
    }
    case ZIP_SOURCE_STAT: {
      auto* stat = static_cast<zip_stat_t*>(data);
      zip_stat_init(stat);
      stat->size = bytes.size();
      stat->valid |= ZIP_STAT_SIZE;
      return sizeof *stat;
    }
    case ZIP_SOURCE_ERROR:
      return zip_error_to_data(&error, data, length);
    case ZIP_SOURCE_SUPPORTS:
      return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
                                            ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, -1);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
      return 0;
    default:
      zip_error_set(&error, ZIP_ER_OPNOTSUPP, 0);
      return -1;
  }
}

zip_int64_t run_source(void* source, void* data, zip_uint64_t length, zip_source_cmd_t command) {
  return static_cast<Source*>(source)->run(data, length, command);
}

/// Whether a program that unpacks the record would write inside its target folder.
bool leads_inside(std::string_view name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
  return !name.empty() && !name.starts_with('/') && name.find('\\') == std::string_view::npos &&
         fmt::format("/{}/", name).find("/../") == std::string::npos && std::ranges::none_of(name, is_control);
}

class Archive {
 public:
  Archive(std::string_view bytes, const std::string& file) : file_(file), source_(bytes), piece_(kPiece) {
    require(bytes.size() < kMostBytes,
            "'{}' has 4 GiB or more, which xil does not read: save fewer weights, or as half", file);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_function_create(run_source, &source_, &error);
    if (source != nullptr) archive_.reset(zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error));
    const std::string reason = archive_ ? "" : zip_error_strerror(&error);
    if (source != nullptr && !archive_) zip_source_free(source);
    zip_error_fini(&error);
    check(archive_ != nullptr, "{}", reason);
  }

  std::vector<ZipRecord> read() {
    const zip_int64_t count = zip_get_num_entries(archive_.get(), ZIP_FL_UNCHANGED);
    check(count >= 0 && static_cast<std::size_t>(count) <= kMostRecords, "{} records", count);
    std::vector<ZipRecord> records;
    for (zip_int64_t i = 0; i < count; ++i) records.push_back(record(static_cast<zip_uint64_t>(i)));
    std::ranges::sort(stretches_);
    const auto share = [](const auto& a, const auto& b) { return a.second > b.first; };
    check(std::ranges::adjacent_find(stretches_, share) == stretches_.end(), "two of its records share bytes");
    std::ranges::sort(records, {}, &ZipRecord::name);
    check(std::ranges::adjacent_find(records, {}, &ZipRecord::name) == records.end(),
          "two of its records have one name");
    return records;
  }

 private:
  template <class... Args>
  void check(bool holds, fmt::format_string<Args...> what, Args&&... args) const {
    if (holds) return;
    fail("'{}' is truncated or damaged ({}): copy or download it again", file_,
         fmt::format(what, std::forward<Args>(args)...));
  }

  ZipRecord record(zip_uint64_t i) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    check(zip_stat_index(archive_.get(), i, ZIP_FL_UNCHANGED | ZIP_FL_ENC_RAW, &stat) == 0, "no record {}", i);
    constexpr zip_uint64_t kAll =
        ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    const bool deflated = stat.comp_method == ZIP_CM_DEFLATE;
    check((stat.valid & kAll) == kAll && leads_inside(stat.name) && (deflated || stat.comp_method == ZIP_CM_STORE) &&
              stat.encryption_method == ZIP_EM_NONE && (deflated || stat.size == stat.comp_size),
          "record {} is of an unknown kind, or its name leads elsewhere", i);
    if (deflated) inflated_ += std::min(stat.size, kMostInflated + 1);
    require(inflated_ <= kMostInflated,
            "'{}' holds more than {} MiB of packed code, more than xil reads: save it again", file_,
            kMostInflated >> 20);
    return {stat.name, stored(i, stat), deflated};
  }

  /// Reads the whole content; at its end libzip checks size and CRC-32.
  std::string_view stored(zip_uint64_t i, const zip_stat_t& stat) {
    source_.forget();
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> content(
        zip_fopen_index(archive_.get(), i, ZIP_FL_UNCHANGED), zip_fclose);
    check(content != nullptr, "record {}: {}", i, zip_strerror(archive_.get()));
    const auto header = std::pair(source_.begin, source_.end);
    source_.forget();
    zip_int64_t got = 0;
    do {
      got = zip_fread(content.get(), piece_.data(), piece_.size());
    } while (got > 0);
    check(got == 0, "record {}: {}", i, zip_file_strerror(content.get()));
    if (stat.comp_size == 0) return {};  // an empty record shares no bytes
    const std::size_t begin = source_.begin;
    check(header.first < header.second && header.second <= begin && begin <= source_.bytes.size() &&
              stat.comp_size <= source_.bytes.size() - begin,
          "record {} is not where it should be", i);
    stretches_.emplace_back(header.first, begin + stat.comp_size);
    return source_.bytes.substr(begin, stat.comp_size);
  }

  const std::string& file_;
  Source source_;
  std::vector<char> piece_;
  struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
  };
  std::unique_ptr<zip_t, Discard> archive_;
  zip_uint64_t inflated_ = 0;
  std::vector<std::pair<std::size_t, std::size_t>> stretches_;
};

}  // namespace

std::vector<ZipRecord> read_zip(std::string_view bytes, const std::string& file) { return Archive(bytes, file).read(); }

const ZipRecord* find_record(const std::vector<ZipRecord>& records, std::string_view name) {
  const auto found = std::ranges::lower_bound(records, name, {}, &ZipRecord::name);
  return found == records.end() || found->name != name ? nullptr : &*found;
}

}  // namespace xil
