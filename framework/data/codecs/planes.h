#pragma once

#include <cstdint>
#include <opencv2/core.hpp>

#include "framework/core/numeric/image.h"

namespace xil {

/// A header on one channel, which must outlive it. cv::Mat wraps writable memory only; a constant one is not written
/// to.
inline const cv::Mat1b plane_of(const Image& image, int channel) {
  return {image.height, image.width, const_cast<std::uint8_t*>(image.pixels.data()) + image.index(channel, 0, 0)};
}

}  // namespace xil
