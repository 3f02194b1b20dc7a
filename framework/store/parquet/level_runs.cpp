#include "framework/store/parquet/level_runs.h"

#include <algorithm>
#include <bit>

#include "framework/store/parquet/compact_writer.h"

namespace xil {
namespace {

/// Packed runs hold multiples of so many numbers; the last run may be filled up.
constexpr std::size_t kGroup = 8;

/// How many numbers from `first` on are equal.
std::size_t equal_from(std::span<const std::uint32_t> numbers, std::size_t first) {
  std::size_t end = first + 1;
  while (end < numbers.size() && numbers[end] == numbers[first]) ++end;
  return end - first;
}

}  // namespace

int bits_for(std::size_t count) { return count <= 2 ? 1 : static_cast<int>(std::bit_width(count - 1)); }

std::string packed_bits(std::span<const std::uint32_t> numbers, int bits) {
  std::string bytes;
  std::uint64_t waiting = 0;
  int have = 0;
  for (const std::uint32_t number : numbers) {
    waiting |= std::uint64_t{number} << have;
    for (have += bits; have >= 8; have -= 8, waiting >>= 8) bytes += static_cast<char>(waiting & 0xff);
  }
  if (have > 0) bytes += static_cast<char>(waiting & 0xff);
  return bytes;
}

std::string run_encoded(std::span<const std::uint32_t> numbers, int bits) {
  std::string bytes;
  for (std::size_t i = 0; i < numbers.size();) {
    const std::size_t equal = equal_from(numbers, i);
    if (equal >= kGroup) {
      append_varint(bytes, std::uint64_t{equal} << 1);
      for (int shift = 0; shift < bits; shift += 8) bytes += static_cast<char>((numbers[i] >> shift) & 0xff);
      i += equal;
      continue;
    }
    const std::size_t first = i;
    while (i < numbers.size() && equal_from(numbers, i) < kGroup) i = std::min(i + kGroup, numbers.size());
    const std::size_t groups = (i - first + kGroup - 1) / kGroup;
    append_varint(bytes, std::uint64_t{groups} << 1 | 1);
    std::string packed = packed_bits(numbers.subspan(first, i - first), bits);
    packed.resize(groups * static_cast<std::size_t>(bits));  // a group of 8 numbers has as many bytes as a number bits
    bytes += packed;
  }
  return bytes;
}

}  // namespace xil
