#pragma once

#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/decoded_file.h"
#include "framework/data/codecs/picture_file.h"

namespace xil {

enum class Alpha { Drop, Keep };

/// Precondition: the file begins with the signature of PNG.
PictureHeader png_header(const PictureFile& file);

/// The pixels as libpng gives them: the colours of a palette are looked up, 1, 2 and 4 bits are spread over 8, and
/// neither gamma nor colour profile is applied. A wrong checksum, a missing or misplaced chunk and damaged compressed
/// data are refused. Bytes after the pixels or after IEND, and an unused palette, become notes. An index beyond the
/// palette gives black.
/// Precondition: the file begins with the signature of PNG.
DecodedFile decode_png(const PictureFile& file, Alpha alpha);

}  // namespace xil
