#pragma once

#include <cstdint>
#include <vector>

#include "framework/data/decode.h"
#include "framework/data/picture_file.h"

namespace xil {

/// Precondition of both: the file begins as PNG does.
PictureHeader png_header(const PictureFile& file);

/// The same picture in a PNG file of the chunks IHDR, PLTE, IDAT and IEND alone, which libpng decodes without a
/// complaint: structure, checksums and compressed data are checked (W3C, Portable Network Graphics Specification, 2nd
/// edition), and what does not matter for the pixels is gone, transparency included. An index beyond the palette is
/// black.
std::vector<std::uint8_t> essence_of_png(const PictureFile& file);

}  // namespace xil
