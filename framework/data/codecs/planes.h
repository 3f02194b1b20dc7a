#pragma once

#include <cstdint>
#include <opencv2/core.hpp>

#include "framework/core/numeric/image.h"

namespace xil {

/// A cv::Mat header on one channel of the image. cv::Mat wraps writable memory only, hence the const_cast; the header
/// is constant, so that nothing is written.
/// Precondition: the image outlives the header.
inline const cv::Mat1b plane_of(const Image& image, int channel) {
  return {image.height, image.width, const_cast<std::uint8_t*>(image.pixels.data()) + image.index(channel, 0, 0)};
}

}  // namespace xil
