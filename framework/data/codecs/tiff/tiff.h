#pragma once

#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/decoded_file.h"
#include "framework/data/codecs/picture_file.h"
#include "framework/data/codecs/png.h"

namespace xil {

/// Precondition: the file begins with the signature of TIFF or BigTIFF.
PictureHeader tiff_header(const PictureFile& file);

/// The pixels of the first picture: grey, palette, RGB, or YCbCr in JPEG, of 1, 2, 4, 8 or 16 bits, in strips or tiles.
/// Fewer bits are spread over 8, white-is-zero is inverted, the colours of a palette are looked up, the resolution and
/// colour profiles are passed over. libtiff reads in rows or tiles, so that a picture takes little more than its own
/// pixels. Its errors and warnings make the file refused, but for warnings that affect no pixel, which become notes.
/// Other pictures in the file are refused, unless they are reduced copies or masks of the first one.
/// Precondition: the file begins with the signature of TIFF or BigTIFF.
DecodedFile decode_tiff(const PictureFile& file, Alpha alpha);

}  // namespace xil
