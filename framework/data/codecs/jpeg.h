#pragma once

#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/decoded_file.h"
#include "framework/data/codecs/picture_file.h"

namespace xil {

/// Precondition: the file begins with the marker of JPEG.
PictureHeader jpeg_header(const PictureFile& file);
/// Decodes to 8-bit grey or BGR, with the pixels that cv::imdecode gives. Refuses every file of which libjpeg warns;
/// only extraneous bytes before a marker, which belong to no pixel, are tolerated and become a note.
/// Precondition: the file begins with the marker of JPEG.
DecodedFile decode_jpeg(const PictureFile& file);

}  // namespace xil
