#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/numeric/image.h"
#include "framework/core/numeric/rng.h"
#include "framework/data/codecs/encode.h"
#include "tests/support/jpeg_files.h"
#include "tests/support/png_files.h"

// Whole picture files of every kind, and what may happen to files.
namespace xil {

/// A file that is whole.
struct Sample {
  Bytes bytes;
  std::string ending;
  bool lossless = true;  ///< decodes to `image`
  Image image;

  bool is_png() const { return ending == ".png"; }
};

inline Image drawing(int channels, int height, int width) {
  Image image(channels, height, width);
  for (std::size_t i = 0; i < image.size(); ++i) image.pixels[i] = static_cast<std::uint8_t>(i * i / 37 + 3 * i);
  return image;
}

inline std::vector<Sample> corpus() {
  const Image grey = drawing(1, 23, 31), rgb = drawing(3, 17, 12);
  const auto repeated = [](const Image& image) {
    Image out(3, image.height, image.width);
    for (std::size_t i = 0; i < out.size(); ++i) out.pixels[i] = image.pixels[i % image.size()];
    return out;
  };
  Plane<std::uint16_t> deep(23, 31);
  std::ranges::transform(grey.pixels, deep.values.begin(), [](auto value) { return std::uint16_t(value * 257); });
  Image dots(3, 1, 3);
  dots.pixels = {70, 10, 40, 80, 20, 50, 90, 30, 60};
  const Bytes palette = png_chunk("PLTE", {10, 20, 30, 40, 50, 60, 70, 80, 90});
  Image nine(1, 3, 3);
  nine.pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  return {{encode_png(grey), ".png", true, repeated(grey)},
          {encode_png(rgb), ".png", true, rgb},
          {encode_png16(deep), ".png", true, repeated(grey)},
          {png({3, 1, 2, kPngPalette}, {{0b10000100}}, {palette}), ".png", true, dots},
          {png({3, 3, 8, kPngGrey, 1}, {{1}, {3}, {7, 9}, {2}, {8}, {4, 5, 6}}), ".png", true, repeated(nine)},
          {encode_bmp(grey), ".bmp", true, repeated(grey)},
          {encode_bmp(rgb), ".bmp", true, rgb},
          {encode_jpeg(grey, 90), ".jpg", false, repeated(grey)},
          {encode_jpeg(rgb, 90), ".jpeg", false, rgb},
          {kJpegProgressive, ".jpg", false, Image(3, 13, 19)},
          {kJpegTurned, ".jpg", false, Image(3, 2, 4)}};
}

inline std::size_t place(Rng& rng, std::size_t bound) { return static_cast<std::size_t>(rng.below(bound)); }

inline void flip(Bytes& bytes, Rng& rng, std::uint64_t bits) {
  for (std::uint64_t i = 0; i < bits; ++i)
    bytes[place(rng, bytes.size())] ^= static_cast<std::uint8_t>(1U << rng.below(8));
}

/// A stretch of the bytes that is neither empty nor everything: first and last + 1.
inline std::pair<std::ptrdiff_t, std::ptrdiff_t> stretch(const Bytes& bytes, Rng& rng) {
  const std::size_t first = place(rng, bytes.size() - 1);
  const std::size_t length = 1 + place(rng, std::min<std::size_t>(bytes.size() - first - 1, 64));
  return {static_cast<std::ptrdiff_t>(first), static_cast<std::ptrdiff_t>(first + length)};
}

inline void mend_png_header(Bytes& bytes) {
  const auto at = [&](std::size_t offset) { return bytes.begin() + static_cast<std::ptrdiff_t>(offset); };
  Bytes checksum;
  append_number(checksum, crc32_of(Bytes(at(kPngFirstChunk + 4), at(kPngSecondChunk - 4))), 4, true);
  std::ranges::copy(checksum, at(kPngSecondChunk - 4));
}

/// What may become of a mutated file.
enum class Fate { Refused, Either, Same };

struct Mutation {
  std::string_view name;
  Fate png, others;  ///< of files that differ from the original
  Bytes (*apply)(Bytes bytes, const Sample& other, Rng& rng);
};

/// Of a PNG file every byte is under a checksum, or is one; the other formats have none.
inline constexpr std::array<Mutation, 8> kMutations = {{
    {"truncated", Fate::Refused, Fate::Refused,
     [](Bytes bytes, const Sample&, Rng& rng) {
       bytes.resize(place(rng, bytes.size()));
       return bytes;
     }},
    {"one_bit", Fate::Refused, Fate::Either,
     [](Bytes bytes, const Sample&, Rng& rng) {
       flip(bytes, rng, 1);
       return bytes;
     }},
    {"many_bits", Fate::Refused, Fate::Either,
     [](Bytes bytes, const Sample&, Rng& rng) {
       flip(bytes, rng, 2 + rng.below(30));
       return bytes;
     }},
    {"zeros", Fate::Refused, Fate::Either,
     [](Bytes bytes, const Sample&, Rng& rng) {
       const auto [first, last] = stretch(bytes, rng);
       std::fill(bytes.begin() + first, bytes.begin() + last, std::uint8_t{0});
       return bytes;
     }},
    {"header", Fate::Either, Fate::Either,
     [](Bytes bytes, const Sample& other, Rng& rng) {
       const std::size_t beginning = std::min<std::size_t>(bytes.size(), other.bytes.size() / 4);
       for (int i = 0; i < 3; ++i) bytes[place(rng, beginning)] = static_cast<std::uint8_t>(rng.below(256));
       if (bytes[0] == kPngSignature[0]) mend_png_header(bytes);
       return bytes;
     }},
    {"spliced", Fate::Either, Fate::Either,
     [](Bytes bytes, const Sample& other, Rng& rng) {
       bytes.resize(1 + place(rng, bytes.size()));
       const auto from = other.bytes.begin() + static_cast<std::ptrdiff_t>(place(rng, other.bytes.size()));
       bytes.insert(bytes.end(), from, other.bytes.end());
       return bytes;
     }},
    {"repeated", Fate::Either, Fate::Either,
     [](Bytes bytes, const Sample&, Rng& rng) {
       const auto [first, last] = stretch(bytes, rng);
       const Bytes piece(bytes.begin() + first, bytes.begin() + last);
       rng.bernoulli(0.5) ? void(bytes.erase(bytes.begin() + first, bytes.begin() + last))
                          : void(bytes.insert(bytes.begin() + last, piece.begin(), piece.end()));
       return bytes;
     }},
    {"replaced", Fate::Refused, Fate::Either,
     [](Bytes bytes, const Sample&, Rng& rng) {
       const auto [first, last] = stretch(bytes, rng);
       std::generate(bytes.begin() + first, bytes.begin() + last, [&] { return std::uint8_t(rng.below(256)); });
       return bytes;
     }},
}};

}  // namespace xil
