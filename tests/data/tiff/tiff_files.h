#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "tests/support/png_files.h"

namespace xil {

/// One entry of a TIFF's directory: numbers of 2 bytes (type 3) or 4 (type 4).
struct TiffTag {
  std::uint16_t tag = 0;
  std::vector<std::uint32_t> values;
  std::uint16_t type = 3;
};

/// A TIFF in little endian with one strip or tile, written by hand after the specification (TIFF 6.0, sections 2 and
/// 8): header, pixels, values that do not fit into their entries, directory. `tags` ascend, without those of the strip.
struct TiffFile {
  int width = 4, height = 2, bits = 8, samples = 1;
  std::uint16_t compression = 1, photometric = 1;
  std::vector<TiffTag> more = {};
  std::vector<std::vector<std::uint8_t>> strips = {};  ///< as they are stored
  int tile = 0;                                        ///< side of tiles instead of strips

  std::vector<std::uint8_t> bytes() const {
    Bytes out = {'I', 'I', 42, 0, 0, 0, 0, 0};
    std::vector<std::uint32_t> offsets, counts;
    for (const auto& strip : strips) {
      offsets.push_back(static_cast<std::uint32_t>(out.size()));
      counts.push_back(static_cast<std::uint32_t>(strip.size()));
      out.insert(out.end(), strip.begin(), strip.end());
      if (out.size() % 2 != 0) out.push_back(0);
    }
    return with_directory(std::move(out), all_tags(offsets, counts));
  }

 private:
  static std::uint32_t number(int value) { return static_cast<std::uint32_t>(value); }

  std::vector<TiffTag> all_tags(const std::vector<std::uint32_t>& offsets,
                                const std::vector<std::uint32_t>& counts) const {
    const auto rows =
        static_cast<std::uint32_t>((number(height) * strips_of_plane() + strips.size() - 1) / strips.size());
    std::vector<TiffTag> tags = {{256, {number(width)}, 4},
                                 {257, {number(height)}, 4},
                                 {258, std::vector<std::uint32_t>(static_cast<std::size_t>(samples), number(bits))},
                                 {259, {compression}},
                                 {262, {photometric}},
                                 {277, {number(samples)}}};
    if (tile > 0) {
      tags.insert(tags.end(), {{322, {number(tile)}}, {323, {number(tile)}}, {324, offsets, 4}, {325, counts, 4}});
    } else {
      tags.insert(tags.end(), {{273, offsets, 4}, {278, {rows}, 4}, {279, counts, 4}});
    }
    tags.insert(tags.end(), more.begin(), more.end());
    std::ranges::sort(tags, {}, &TiffTag::tag);
    return tags;
  }

  /// 1, or the samples where every plane has its own strip.
  std::size_t strips_of_plane() const {
    for (const TiffTag& tag : more) {
      if (tag.tag == 284 && tag.values.front() == 2) return static_cast<std::size_t>(samples);
    }
    return 1;
  }

  static Bytes with_directory(Bytes out, const std::vector<TiffTag>& tags) {
    std::vector<std::uint32_t> places;
    for (const TiffTag& tag : tags) {
      places.push_back(static_cast<std::uint32_t>(out.size()));
      if (size_of(tag) > 4) put_values(out, tag);
    }
    for (std::size_t i = 0; i < 4; ++i) out[4 + i] = static_cast<std::uint8_t>(out.size() >> (8 * i));
    put(out, tags.size(), 2);
    for (std::size_t i = 0; i < tags.size(); ++i) {
      put(out, tags[i].tag, 2);
      put(out, tags[i].type, 2);
      put(out, tags[i].values.size(), 4);
      if (size_of(tags[i]) > 4) {
        put(out, places[i], 4);
      } else {
        put_values(out, tags[i]);
        put(out, 0, 4 - size_of(tags[i]));
      }
    }
    put(out, 0, 4);
    return out;
  }

  static std::size_t size_of(const TiffTag& tag) { return tag.values.size() * (tag.type == 3 ? 2 : 4); }
  static void put(Bytes& out, std::size_t value, std::size_t width) {
    for (std::size_t i = 0; i < width; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  static void put_values(Bytes& out, const TiffTag& tag) {
    for (const std::uint32_t value : tag.values) put(out, value, tag.type == 3 ? 2 : 4);
  }
};

/// Valid files of every kind that is read, of 4 x 2 pixels or so.
inline std::vector<std::vector<std::uint8_t>> tiff_samples() {
  const std::vector<std::uint8_t> grey = {0, 50, 100, 150, 200, 250, 7, 9};
  std::vector<std::uint8_t> colours, wide;
  for (int i = 0; i < 24; ++i) colours.push_back(static_cast<std::uint8_t>(10 * i));
  for (int i = 0; i < 16; ++i) wide.push_back(static_cast<std::uint8_t>(15 * i));
  std::vector<std::uint32_t> map;
  for (std::uint32_t i = 0; i < 48; ++i) map.push_back(257 * i);
  const std::vector<std::uint8_t> tile(16 * 16, 90);
  return {TiffFile{.strips = {grey}}.bytes(),
          TiffFile{.strips = {{0, 50, 100, 150}, {200, 250, 7, 9}}}.bytes(),
          TiffFile{.samples = 3, .photometric = 2, .strips = {colours}}.bytes(),
          TiffFile{.bits = 16, .strips = {wide}}.bytes(),
          TiffFile{.compression = 8, .strips = {zlib(grey)}}.bytes(),
          TiffFile{.bits = 4, .photometric = 3, .more = {{320, map}}, .strips = {{0x01, 0x23, 0x45, 0x67}}}.bytes(),
          TiffFile{.bits = 1, .photometric = 0, .strips = {{0x50, 0xA0}}}.bytes(),
          TiffFile{.compression = 32773, .strips = {{3, 0, 50, 100, 150, 3, 200, 250, 7, 9}}}.bytes(),
          TiffFile{.strips = {tile}, .tile = 16}.bytes(),
          TiffFile{.more = {{274, {6}}}, .strips = {grey}}.bytes()};
}

}  // namespace xil
