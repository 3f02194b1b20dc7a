#include "framework/store/runs/packed_regions.h"

namespace xil {

void pack(const Region& region, std::size_t pixels, std::vector<std::uint8_t>& bytes) {
  const std::size_t first = bytes.size();
  bytes.resize(first + packed_size(pixels));
  for (std::size_t i = 0; i < region.values.size(); ++i) {
    std::uint8_t& byte = bytes[first + i / 8];
    if (region.values[i] != 0) byte = static_cast<std::uint8_t>(byte | 0x80 >> i % 8);
  }
}

Region unpack(std::span<const std::uint8_t> bytes, int height, int width) {
  Region region(height, width);
  for (std::size_t i = 0; i < region.values.size(); ++i) {
    region.values[i] = static_cast<std::uint8_t>(bytes[i / 8] >> (7 - i % 8) & 1);
  }
  return region;
}

}  // namespace xil
