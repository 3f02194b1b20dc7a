#pragma once

#include "framework/data/codecs/decode.h"
#include "framework/data/codecs/decoded_file.h"
#include "framework/data/codecs/picture_file.h"

namespace xil {

enum class Alpha { Drop, Keep };

/// Precondition of both: the file begins as PNG does.
PictureHeader png_header(const PictureFile& file);

/// The pixels as libpng gives them, with the colours of the palette looked up, 1, 2 and 4 bits spread over 8, and
/// neither gamma nor profile applied. Any wrong checksum, missing or misplaced chunk and fault of the compressed data
/// is refused; bytes behind the pixels or behind IEND, and a palette that is not used, become notes. An index beyond
/// the palette is black.
DecodedFile decode_png(const PictureFile& file, Alpha alpha);

}  // namespace xil
