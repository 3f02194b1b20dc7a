#pragma once

#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/decoded_file.h"
#include "framework/data/codecs/picture_file.h"

namespace xil {

/// Supports uncompressed files of 1, 4, 8, 24 or 32 bits per pixel with a header of Windows 3 or later.
/// Precondition: the file begins with the signature of BMP.
PictureHeader bmp_header(const PictureFile& file);
/// Decodes the file; fails unless all rows lie in it.
/// Precondition: the file begins with the signature of BMP.
DecodedFile decode_bmp(const PictureFile& file);

}  // namespace xil
