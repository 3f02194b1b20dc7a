#pragma once

#include <opencv2/core.hpp>

#include "framework/data/decode.h"
#include "framework/data/picture_file.h"

namespace xil {

/// Precondition of all: the file begins with the marker of JPEG.
PictureHeader jpeg_header(const PictureFile& file);
/// 8-bit grey or BGR, equal to what cv::imdecode gives; refuses whatever libjpeg warns of.
cv::Mat decode_jpeg(const PictureFile& file);

}  // namespace xil
