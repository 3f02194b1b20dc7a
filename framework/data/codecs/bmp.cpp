#include "framework/data/codecs/bmp.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <opencv2/imgcodecs.hpp>

namespace xil {
namespace {

// Offsets of fields, from the documentation of BITMAPFILEHEADER and BITMAPINFOHEADER (Windows GDI).
constexpr std::size_t kDataOffset = 10, kHeaderSize = 14, kWidth = 18, kHeight = 22, kPlanes = 26, kDepth = 28,
                      kCompression = 30, kColoursUsed = 46;
constexpr std::size_t kShortestHeader = 54;
constexpr std::array<std::uint32_t, 5> kHeaderSizes = {40, 52, 56, 108, 124};
constexpr std::array<std::uint32_t, 5> kDepths = {1, 4, 8, 24, 32};

/// Fails unless all rows lie in the file.
void check_rows(const PictureFile& file, const PictureHeader& header) {
  const std::uint64_t depth = file.little_endian(kDepth, 2), offset = file.little_endian(kDataOffset, 4);
  const std::uint64_t colours = file.little_endian(kColoursUsed, 4);
  file.check(depth > 8 || colours <= std::uint64_t{1} << depth, "damaged BMP: {} colours in {} bits", colours, depth);
  const std::uint64_t palette = depth > 8 ? 0 : 4 * (colours != 0 ? colours : std::uint64_t{1} << depth);
  const std::uint64_t before = kHeaderSize + file.little_endian(kHeaderSize, 4) + palette;
  file.check(offset >= before, "damaged BMP: pixels at byte {}, within the header of {} bytes", offset, before);
  const std::uint64_t row_bytes = (static_cast<std::uint64_t>(header.width) * depth + 31) / 32 * 4;
  const std::uint64_t needed = offset + row_bytes * static_cast<std::uint64_t>(header.height);
  file.check(needed <= file.size(), "truncated BMP: {} of {} bytes", file.size(), needed);
}

}  // namespace

PictureHeader bmp_header(const PictureFile& file) {
  file.check(file.size() >= kShortestHeader, "truncated BMP: {} bytes are less than a header", file.size());
  const std::uint32_t header_size = file.little_endian(kHeaderSize, 4);
  file.check_kind(std::ranges::find(kHeaderSizes, header_size) != kHeaderSizes.end(), "a BMP with a header of {} bytes",
                  header_size);
  const std::uint32_t compression = file.little_endian(kCompression, 4), depth = file.little_endian(kDepth, 2);
  file.check_kind(compression == 0, "a BMP of compression {}", compression);
  file.check_kind(std::ranges::find(kDepths, depth) != kDepths.end(), "a BMP of {} bits per pixel", depth);
  file.check(file.little_endian(kPlanes, 2) == 1, "damaged BMP: {} planes instead of 1",
             file.little_endian(kPlanes, 2));
  const auto width = static_cast<std::int32_t>(file.little_endian(kWidth, 4));
  // if negative, the first row comes first
  const auto height = static_cast<std::int32_t>(file.little_endian(kHeight, 4));
  file.check(width > 0 && height != 0 && height != INT32_MIN, "damaged BMP: {} x {} pixels", width, height);
  return {PictureHeader::Format::Bmp, std::abs(height), width};
}

DecodedFile decode_bmp(const PictureFile& file) {
  check_rows(file, bmp_header(file));
  const cv::Mat encoded(1, static_cast<int>(file.size()), CV_8UC1, const_cast<std::uint8_t*>(file.bytes.data()));
  DecodedFile decoded;
  try {
    decoded.pixels = cv::imdecode(encoded, cv::IMREAD_UNCHANGED);
  } catch (const cv::Exception& error) {
    file.refuse("damaged BMP ({})", error.err);
  }
  file.check(!decoded.pixels.empty(), "damaged BMP");
  decoded.facts.alpha = decoded.pixels.channels() == 4;  // a fourth byte that most writers leave unused
  return decoded;
}

}  // namespace xil
