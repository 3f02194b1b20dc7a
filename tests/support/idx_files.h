#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

// Writes IDX files without zlib: gzip members of stored (uncompressed) deflate blocks.
namespace xil {

using Bytes = std::vector<std::uint8_t>;

/// CRC-32 as in RFC 1952, section 8, bit by bit.
inline std::uint32_t crc32_of(const Bytes& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  return ~crc;
}

inline void append_number(Bytes& out, std::uint64_t value, int bytes, bool big_endian) {
  for (int i = 0; i < bytes; ++i) {
    const int shift = 8 * (big_endian ? bytes - 1 - i : i);
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

/// The content as stored blocks (RFC 1951, 3.2.4).
inline void append_stored_blocks(Bytes& out, const Bytes& content) {
  constexpr std::size_t kBlock = 65535;
  std::size_t done = 0;
  do {
    const std::size_t size = std::min(kBlock, content.size() - done);
    out.push_back(done + size == content.size() ? 1 : 0);
    append_number(out, size, 2, false);
    append_number(out, ~size, 2, false);
    const auto first = content.begin() + static_cast<std::ptrdiff_t>(done);
    out.insert(out.end(), first, first + static_cast<std::ptrdiff_t>(size));
    done += size;
  } while (done < content.size());
}

/// A gzip member (RFC 1952) of stored blocks.
inline Bytes gzip(const Bytes& content) {
  Bytes out = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
  append_stored_blocks(out, content);
  append_number(out, crc32_of(content), 4, false);
  append_number(out, content.size(), 4, false);
  return out;
}

/// An IDX header and its payload. `type` 8 is unsigned byte.
inline Bytes idx(const std::vector<std::uint32_t>& dims, const Bytes& values, std::uint8_t type = 8) {
  Bytes out = {0, 0, type, static_cast<std::uint8_t>(dims.size())};
  for (const std::uint32_t dim : dims) append_number(out, dim, 4, true);
  out.insert(out.end(), values.begin(), values.end());
  return out;
}

inline void write_bytes(const std::filesystem::path& file, const Bytes& bytes) {
  std::ofstream stream(file, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// One of the two pairs of Fashion-MNIST's files: picture i has label i % classes and, in every
/// pixel, i % 251.
inline void write_pair(const std::filesystem::path& root, const std::string& name, std::uint32_t count,
                       std::uint32_t classes = 10) {
  constexpr std::uint32_t kSide = 28;
  Bytes labels, pixels;
  for (std::uint32_t i = 0; i < count; ++i) {
    labels.push_back(static_cast<std::uint8_t>(i % classes));
    pixels.insert(pixels.end(), kSide * kSide, static_cast<std::uint8_t>(i % 251));
  }
  write_bytes(root / (name + "-images-idx3-ubyte.gz"), gzip(idx({count, kSide, kSide}, pixels)));
  write_bytes(root / (name + "-labels-idx1-ubyte.gz"), gzip(idx({count}, labels)));
}

/// A small stand-in for Fashion-MNIST: 30 pictures per class in train, 10 per class in t10k.
inline void write_small_fashion_mnist(const std::filesystem::path& root) {
  write_pair(root, "train", 300);
  write_pair(root, "t10k", 100);
}

}  // namespace xil
