#include "framework/data/png.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace xil {
namespace {

constexpr std::array<std::uint8_t, 8> kSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
constexpr std::size_t kHeaderBytes = 13;
constexpr std::size_t kFrameBytes = 12;  // length, type and checksum of a chunk
constexpr std::size_t kMostColours = 256;
constexpr std::uint8_t kGrey = 0, kRgb = 2, kPalette = 3, kGreyAlpha = 4, kRgba = 6;

std::uint32_t checksum(ByteView bytes) { return static_cast<std::uint32_t>(crc32_z(0, bytes.data(), bytes.size())); }

struct Chunk {
  std::string type;
  ByteView data;
  std::size_t end = 0;  ///< where the next one begins
};

Chunk chunk_at(const PictureFile& file, std::size_t at) {
  const std::size_t left = file.size() - at;
  file.check(left >= kFrameBytes, "truncated PNG: it ends without IEND");
  const std::size_t length = file.big_endian(at, 4);
  Chunk chunk{std::string(file.bytes.begin() + static_cast<std::ptrdiff_t>(at) + 4,
                          file.bytes.begin() + static_cast<std::ptrdiff_t>(at) + 8),
              {},
              at + kFrameBytes + length};
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  file.check(std::ranges::all_of(chunk.type, is_letter), "damaged PNG: no chunk at byte {}", at);
  file.check(length <= left - kFrameBytes, "truncated or damaged PNG: chunk {} at byte {} is longer than the file",
             chunk.type, at);
  chunk.data = file.bytes.subspan(at + 8, length);
  file.check(checksum(file.bytes.subspan(at + 4, length + 4)) == file.big_endian(at + 8 + length, 4),
             "damaged PNG: chunk {} at byte {} has a wrong checksum", chunk.type, at);
  return chunk;
}

struct Layout {
  std::uint32_t width = 0, height = 0;
  std::uint8_t depth = 0, colour = 0;
  bool interlaced = false;

  std::uint64_t bits_per_pixel() const {
    switch (colour) {
      case kRgb:
        return 3U * depth;
      case kGreyAlpha:
        return 2U * depth;
      case kRgba:
        return 4U * depth;
      default:
        return depth;
    }
  }
};

bool is_allowed(std::uint8_t colour, std::uint8_t depth) {
  if (colour == kGrey) return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
  if (colour == kPalette) return depth == 1 || depth == 2 || depth == 4 || depth == 8;
  return (colour == kRgb || colour == kGreyAlpha || colour == kRgba) && (depth == 8 || depth == 16);
}

Layout read_layout(const PictureFile& file, const Chunk& chunk) {
  file.check(chunk.type == "IHDR" && chunk.data.size() == kHeaderBytes, "damaged PNG: it does not begin with IHDR");
  const PictureFile fields{chunk.data, file.name};
  const Layout layout{fields.big_endian(0, 4), fields.big_endian(4, 4), chunk.data[8], chunk.data[9],
                      chunk.data[12] == 1};
  file.check(layout.width > 0 && layout.height > 0 && layout.width <= INT32_MAX && layout.height <= INT32_MAX,
             "damaged PNG: {} x {} pixels", layout.width, layout.height);
  file.check(is_allowed(layout.colour, layout.depth), "damaged PNG: colour type {} with {} bits", layout.colour,
             layout.depth);
  file.check(chunk.data[10] == 0 && chunk.data[11] == 0 && chunk.data[12] <= 1,
             "damaged PNG: unknown compression, filter or interlacing");
  return layout;
}

Chunk first_chunk(const PictureFile& file) {
  file.check(file.size() >= kSignature.size() && std::ranges::equal(file.bytes.first(kSignature.size()), kSignature),
             "damaged PNG: the signature is not whole, as after a transfer as text");
  return chunk_at(file, kSignature.size());
}

struct Content {
  Layout layout;
  ByteView palette;
  std::vector<std::uint8_t> packed;  ///< of all IDAT chunks
};

void add_chunk(const PictureFile& file, const Chunk& chunk, bool follows_pixels, Content& content) {
  if (chunk.type == "PLTE") {
    file.check(content.palette.empty() && content.packed.empty() && !chunk.data.empty() && chunk.data.size() % 3 == 0 &&
                   chunk.data.size() <= kMostColours * 3,
               "damaged PNG: PLTE is not valid");
    content.palette = chunk.data;
  } else if (chunk.type == "IDAT") {
    file.check(follows_pixels || content.packed.empty(), "damaged PNG: its IDAT chunks are not in one row");
    content.packed.insert(content.packed.end(), chunk.data.begin(), chunk.data.end());
  } else {
    const bool optional = chunk.type.front() >= 'a';  // by the case of the first letter
    file.check(optional || chunk.type == "IEND", "damaged PNG: chunk {} does not belong there", chunk.type);
  }
}

Content read_content(const PictureFile& file) {
  Chunk chunk = first_chunk(file);
  Content content{read_layout(file, chunk), {}, {}};
  while (chunk.type != "IEND") {
    const bool follows_pixels = chunk.type == "IDAT";
    chunk = chunk_at(file, chunk.end);
    add_chunk(file, chunk, follows_pixels, content);
  }
  file.check(!content.packed.empty(), "damaged PNG: no IDAT");
  file.check(content.layout.colour != kPalette || !content.palette.empty(), "damaged PNG: no PLTE");
  return content;
}

/// Rows of one size, without the byte that names the filter.
struct Pass {
  std::uint64_t rows = 0, row_bytes = 0;
};

std::vector<Pass> passes_of(const Layout& layout) {
  struct Grid {
    std::uint32_t left, top, across, down;
  };
  static constexpr std::array<Grid, 7> kAdam7 = {
      {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
  static constexpr std::array<Grid, 1> kWhole = {{{0, 0, 1, 1}}};
  std::vector<Pass> passes;
  for (const Grid& grid : layout.interlaced ? std::span<const Grid>(kAdam7) : std::span<const Grid>(kWhole)) {
    if (layout.width <= grid.left || layout.height <= grid.top) continue;
    const std::uint64_t columns = (std::uint64_t{layout.width} - grid.left + grid.across - 1) / grid.across;
    const std::uint64_t rows = (std::uint64_t{layout.height} - grid.top + grid.down - 1) / grid.down;
    passes.push_back({rows, (columns * layout.bits_per_pixel() + 7) / 8});
  }
  return passes;
}

/// A zlib stream (RFC 1950) that is inflated piece by piece, so that memory does not depend on what it claims to hold.
class Inflation {
 public:
  Inflation(const PictureFile& file, const std::vector<std::uint8_t>& packed) : file_(file) {
    stream_.next_in = const_cast<std::uint8_t*>(packed.data());  // zlib's interface; it is only read
    stream_.avail_in = static_cast<uInt>(packed.size());
    file_.check(inflateInit(&stream_) == Z_OK, "zlib cannot start");
  }
  ~Inflation() { inflateEnd(&stream_); }
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;

  /// Fills `out` from the stream.
  void read(std::span<std::uint8_t> out) {
    file_.check(inflate_into(out) == out.size(), "damaged PNG: its pixels end too early");
  }
  /// The stream ends here with the right checksum, and nothing follows.
  void finish() {
    std::array<std::uint8_t, 1> beyond{};
    file_.check(inflate_into(beyond) == 0 && ended_ && stream_.avail_in == 0,
                "damaged PNG: its pixels do not end where they should");
  }

 private:
  std::size_t inflate_into(std::span<std::uint8_t> out) {
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<uInt>(out.size());
    while (stream_.avail_out > 0 && !ended_) {
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code == Z_BUF_ERROR) break;
      file_.check(code == Z_OK || code == Z_STREAM_END, "damaged PNG: its pixels cannot be unpacked ({})",
                  stream_.msg != nullptr ? stream_.msg : "unknown reason");
      ended_ = code == Z_STREAM_END;
    }
    return out.size() - stream_.avail_out;
  }

  PictureFile file_;
  z_stream stream_{};
  bool ended_ = false;
};

void check_pixels(const PictureFile& file, const Content& content) {
  constexpr std::uint8_t kLastFilter = 4;
  Inflation inflation(file, content.packed);
  std::vector<std::uint8_t> row;
  for (const Pass& pass : passes_of(content.layout)) {
    row.resize(1 + pass.row_bytes);
    for (std::uint64_t i = 0; i < pass.rows; ++i) {
      inflation.read(row);
      file.check(row.front() <= kLastFilter, "damaged PNG: unknown filter {}", row.front());
    }
  }
  inflation.finish();
}

void append_number(std::vector<std::uint8_t>& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append_chunk(std::vector<std::uint8_t>& out, std::string_view type, ByteView data) {
  append_number(out, static_cast<std::uint32_t>(data.size()));
  const std::size_t start = out.size();
  out.insert(out.end(), type.begin(), type.end());
  out.insert(out.end(), data.begin(), data.end());
  append_number(out, checksum(ByteView(out).subspan(start)));
}

}  // namespace

PictureHeader png_header(const PictureFile& file) {
  const Layout layout = read_layout(file, first_chunk(file));
  return {PictureHeader::Format::Png, static_cast<int>(layout.height), static_cast<int>(layout.width)};
}

std::vector<std::uint8_t> essence_of_png(const PictureFile& file) {
  const Content content = read_content(file);
  check_pixels(file, content);
  std::vector<std::uint8_t> out(kSignature.begin(), kSignature.end());
  append_chunk(out, "IHDR", first_chunk(file).data);
  if (content.layout.colour == kPalette) append_chunk(out, "PLTE", content.palette);
  append_chunk(out, "IDAT", content.packed);
  append_chunk(out, "IEND", {});
  return out;
}

}  // namespace xil
