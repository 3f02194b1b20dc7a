#include "framework/data/codecs/idx.h"

#include <fmt/ranges.h>
#include <zlib.h>

#include <array>
#include <fstream>
#include <span>
#include <string>
#include <system_error>

#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 30;
constexpr std::size_t kMaxRatio = 1032;  // the largest ratio that deflate reaches (zlib's technical details)
constexpr unsigned kUnsignedByte = 0x08;
constexpr int kGzipOnly = 16 + MAX_WBITS;

/// A file, and the advice in messages about it.
struct Source {
  const std::filesystem::path& file;
  std::string_view mend;

  template <class... Args>
  void check(bool good, fmt::format_string<Args...> format, Args&&... args) const {
    if (good) return;
    fail("{}: {}; {}", file.string(), fmt::format(format, std::forward<Args>(args)...), mend);
  }
};

std::vector<std::uint8_t> read_file(const Source& source) {
  std::error_code code;
  source.check(std::filesystem::exists(source.file, code), "no such file");
  source.check(std::filesystem::is_regular_file(source.file, code), "not a file");
  const auto size = std::filesystem::file_size(source.file, code);
  source.check(!code && size <= kMaxBytes, "cannot be read or is larger than {} bytes", kMaxBytes);
  std::vector<std::uint8_t> bytes(size);
  std::ifstream stream(source.file, std::ios::binary);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(size));
  source.check(stream.good(), "cannot be read");
  return bytes;
}

/// Decompresses a gzip file and checks its checksums; several members in a row are read as one stream.
class GzipStream {
 public:
  explicit GzipStream(const Source& source) : source_(source), packed_(read_file(source)) {
    stream_.next_in = packed_.data();
    stream_.avail_in = static_cast<uInt>(packed_.size());
    source_.check(inflateInit2(&stream_, kGzipOnly) == Z_OK, "zlib cannot start");
  }
  ~GzipStream() { inflateEnd(&stream_); }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  std::size_t packed_size() const { return packed_.size(); }

  /// Fills `out`; returns fewer bytes only at the end of the stream.
  std::size_t read(std::span<std::uint8_t> out) {
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<uInt>(out.size());
    while (stream_.avail_out > 0 && !ended_) {
      const int code = inflate(&stream_, Z_NO_FLUSH);
      source_.check(code != Z_BUF_ERROR, "truncated gzip file");
      source_.check(code == Z_OK || code == Z_STREAM_END, "damaged gzip file ({})",
                    stream_.msg != nullptr ? stream_.msg : "unknown reason");
      if (code != Z_STREAM_END) continue;
      ended_ = stream_.avail_in == 0;
      if (!ended_) inflateReset(&stream_);
    }
    return out.size() - stream_.avail_out;
  }

 private:
  Source source_;
  std::vector<std::uint8_t> packed_;
  z_stream stream_{};
  bool ended_ = false;
};

std::size_t read_dimension(GzipStream& stream, const Source& source) {
  std::array<std::uint8_t, 4> bytes{};
  source.check(stream.read(bytes) == bytes.size(), "truncated IDX header");
  std::size_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

std::vector<std::size_t> read_header(GzipStream& stream, const Source& source, std::size_t rank) {
  std::array<std::uint8_t, 4> magic{};
  source.check(stream.read(magic) == magic.size(), "truncated IDX header");
  source.check(magic[0] == 0 && magic[1] == 0, "no IDX file (it begins with {:02x})", fmt::join(magic, " "));
  source.check(magic[2] == kUnsignedByte, "holds IDX type 0x{:02x}, unsigned bytes (0x08) are expected", magic[2]);
  source.check(magic[3] == rank, "has {} dimensions, {} are expected", magic[3], rank);
  std::vector<std::size_t> dims;
  for (std::size_t i = 0; i < rank; ++i) dims.push_back(read_dimension(stream, source));
  return dims;
}

/// The number of values, checked before memory of that size is allocated.
std::size_t checked_size(const std::vector<std::size_t>& dims, const Source& source, std::size_t packed_size) {
  std::size_t total = 1;
  for (const std::size_t dim : dims) {
    source.check(dim > 0 && dim <= kMaxBytes / total, "absurd dimensions {}", fmt::join(dims, " x "));
    total *= dim;
  }
  source.check(total / kMaxRatio <= packed_size, "truncated: too short for {} values", fmt::join(dims, " x "));
  return total;
}

}  // namespace

IdxArray read_idx(const std::filesystem::path& file, std::size_t rank, std::string_view mend) {
  const Source source{file, mend};
  GzipStream stream(source);
  IdxArray array;
  array.dims = read_header(stream, source, rank);
  array.values.resize(checked_size(array.dims, source, stream.packed_size()));
  const std::size_t got = stream.read(array.values);
  source.check(got == array.values.size(), "truncated: {} of {} values", got, array.values.size());
  std::array<std::uint8_t, 1> beyond{};
  source.check(stream.read(beyond) == 0, "has bytes after its {} values", array.values.size());
  return array;
}

}  // namespace xil
