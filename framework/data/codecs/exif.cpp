#include "framework/data/codecs/exif.h"

#include "framework/data/codecs/picture_file.h"

namespace xil {
namespace {

constexpr std::uint32_t kOrientation = 0x0112;
constexpr std::uint32_t kByte = 1, kShort = 3, kLong = 4;  // types of values
constexpr std::size_t kEntryBytes = 12;                    // tag, type, count, value

/// Reads the numbers of a TIFF structure in its own byte order; 0 for numbers after its end.
struct TiffNumbers {
  PictureFile file;
  bool big;

  std::uint32_t at(std::size_t place, std::size_t width) const {
    if (place > file.size() || file.size() - place < width) return 0;
    return big ? file.big_endian(place, width) : file.little_endian(place, width);
  }
};

}  // namespace

int exif_orientation(std::span<const std::uint8_t> tiff) {
  if (tiff.size() < 8 || tiff[0] != tiff[1] || (tiff[0] != 'M' && tiff[0] != 'I')) return 1;
  const TiffNumbers numbers{{tiff, "EXIF"}, tiff[0] == 'M'};
  if (numbers.at(2, 2) != 42) return 1;
  const std::size_t directory = numbers.at(4, 4);
  const std::uint32_t entries = numbers.at(directory, 2);
  for (std::size_t entry = directory + 2, i = 0; i < entries; ++i, entry += kEntryBytes) {
    if (numbers.at(entry, 2) != kOrientation) continue;
    const std::uint32_t type = numbers.at(entry + 2, 2);
    const std::size_t width = type == kByte ? 1 : type == kShort ? 2 : type == kLong ? 4 : 0;
    const std::uint32_t value = width == 0 ? 0 : numbers.at(entry + 8, width);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace xil
