#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "framework/core/numeric/image.h"

namespace xil {

/// A region as alternating lengths of runs outside and inside, row by row, beginning outside (with 0 if the first pixel
/// is inside). The lengths sum to height x width.
std::vector<std::int64_t> run_lengths(const Region& region);

/// The region of such lengths. Fails with a line that begins with `where` if they do not describe height x width
/// pixels.
Region region_of(std::span<const std::int64_t> lengths, int height, int width, std::string_view where);

}  // namespace xil
