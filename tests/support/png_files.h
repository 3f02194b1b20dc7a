#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/idx_files.h"

// Writes PNG files byte by byte, without libpng and zlib (W3C, Portable Network Graphics Specification, 2nd edition).
namespace xil {

inline const Bytes kPngSignature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
inline constexpr std::size_t kPngFirstChunk = 8, kPngSecondChunk = 33;  // IHDR has 25 bytes

inline void append(Bytes& out, const Bytes& more) { out.insert(out.end(), more.begin(), more.end()); }

inline Bytes png_chunk(std::string_view type, const Bytes& data) {
  Bytes out, body(type.begin(), type.end());
  append(body, data);
  append_number(out, data.size(), 4, true);
  append(out, body);
  append_number(out, crc32_of(body), 4, true);
  return out;
}

struct PngKind {
  std::uint32_t width = 0, height = 0;
  std::uint8_t depth = 8, colour = 0, interlaced = 0;
};
inline constexpr std::uint8_t kPngGrey = 0, kPngRgb = 2, kPngPalette = 3, kPngGreyAlpha = 4, kPngRgba = 6;

inline Bytes png_header_chunk(const PngKind& kind) {
  Bytes data;
  append_number(data, kind.width, 4, true);
  append_number(data, kind.height, 4, true);
  append(data, {kind.depth, kind.colour, 0, 0, kind.interlaced});
  return png_chunk("IHDR", data);
}

/// A zlib stream (RFC 1950) of stored blocks.
inline Bytes zlib(const Bytes& content) {
  Bytes out = {0x78, 0x01};
  append_stored_blocks(out, content);
  std::uint32_t a = 1, b = 0;
  for (const std::uint8_t byte : content) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  append_number(out, b << 16 | a, 4, true);
  return out;
}

/// Signature, IHDR, the other chunks given, IEND.
inline Bytes png_of_chunks(const PngKind& kind, const std::vector<Bytes>& chunks) {
  Bytes out = kPngSignature;
  append(out, png_header_chunk(kind));
  for (const Bytes& chunk : chunks) append(out, chunk);
  append(out, png_chunk("IEND", {}));
  return out;
}

/// Rows of bytes without their filter byte, in the order of the file.
inline Bytes png(const PngKind& kind, const std::vector<Bytes>& rows, const std::vector<Bytes>& chunks_before = {}) {
  Bytes raw;
  for (const Bytes& row : rows) {
    raw.push_back(0);
    append(raw, row);
  }
  std::vector<Bytes> chunks = chunks_before;
  chunks.push_back(png_chunk("IDAT", zlib(raw)));
  return png_of_chunks(kind, chunks);
}

/// A PNG file of zero pixels, 1 bit each, that is 150 times smaller than what it unpacks to: a block of fixed Huffman
/// codes (RFC 1951, 3.2.6), one literal zero byte and then copies of 258 bytes from one byte before.
inline Bytes png_of_zeros(std::uint32_t width, std::uint32_t height) {
  const std::uint64_t total = std::uint64_t{height} * (1 + (std::uint64_t{width} + 7) / 8);
  Bytes packed = {0x78, 0x01};
  std::uint32_t pending = 0;
  int bits = 0;
  const auto put = [&](std::uint32_t code, int length) {  // Huffman codes begin with their highest bit
    for (int i = length - 1; i >= 0; --i) {
      pending |= (code >> i & 1) << bits;
      if (++bits < 8) continue;
      packed.push_back(static_cast<std::uint8_t>(pending));
      pending = 0;
      bits = 0;
    }
  };
  constexpr std::uint32_t kZero = 0x30, kCopy258 = 0xC5, kEnd = 0;
  put(0b110, 3);  // last block; fixed codes, lowest bit first
  const std::uint64_t copies = (total - 1) / 258;
  for (std::uint64_t i = copies * 258; i < total; ++i) put(kZero, 8);
  for (std::uint64_t i = 0; i < copies; ++i) put(kCopy258 << 5, 13);  // distance 1 is 00000
  put(kEnd, 7);
  while (bits != 0) put(0, 1);
  append_number(packed, (total % 65521) << 16 | 1, 4, true);  // Adler-32 of zeros
  return png_of_chunks({width, height, 1, kPngGrey}, {png_chunk("IDAT", packed)});
}

}  // namespace xil
