#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace xil {

/// Small numbers in Parquet's mixture of run lengths and packed bits (RLE/bit-packing hybrid of its Encodings.md),
/// without the length before it. Every number is below 2^bits.
std::string run_encoded(std::span<const std::uint32_t> numbers, int bits);

/// The least number of bits that hold every number below `count`; at least 1.
int bits_for(std::size_t count);

/// One bit per value, the first in the lowest bit: booleans as Parquet has them, and the packed runs of run_encoded().
std::string packed_bits(std::span<const std::uint32_t> numbers, int bits);

}  // namespace xil
