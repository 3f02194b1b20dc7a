#pragma once

#include <algorithm>

#include "framework/core/numeric/image.h"

namespace xil {

/// A region as a grey picture: 255 inside, 0 outside.
inline Image mask_image(const Region& region) {
  Image mask(1, region.height, region.width);
  std::ranges::transform(region.values, mask.pixels.begin(),
                         [](std::uint8_t value) { return static_cast<std::uint8_t>(value == 0 ? 0 : 255); });
  return mask;
}

}  // namespace xil
