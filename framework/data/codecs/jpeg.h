#pragma once

#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/decoded_file.h"
#include "framework/data/codecs/picture_file.h"

namespace xil {

/// Precondition of all: the file begins with the marker of JPEG.
PictureHeader jpeg_header(const PictureFile& file);
/// 8-bit grey or BGR, equal to what cv::imdecode gives; refuses whatever libjpeg warns of, but for extraneous bytes
/// before a marker, which belong to no pixel and become a note.
DecodedFile decode_jpeg(const PictureFile& file);

}  // namespace xil
