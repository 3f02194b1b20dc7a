#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/numeric/image.h"

// Regions as they lie in run files: eight pixels a byte, the first in the highest bit (as numpy.packbits), row by row.
namespace xil {

/// The number of bytes of a packed region of `pixels` pixels.
constexpr std::size_t packed_size(std::size_t pixels) { return (pixels + 7) / 8; }

/// Appends a region of `pixels` pixels; an empty one becomes zeros.
void pack(const Region& region, std::size_t pixels, std::vector<std::uint8_t>& bytes);

/// The region that pack() wrote.
/// Precondition: the bytes are those of one region of height x width.
Region unpack(std::span<const std::uint8_t> bytes, int height, int width);

}  // namespace xil
