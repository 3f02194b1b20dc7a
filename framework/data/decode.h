#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "framework/core/image.h"
#include "framework/core/image_sets.h"

// Image files of strangers. What is refused is a failure whose message starts with `name`; no bytes make it crash, and no
// more than the pixel limit is ever allocated. Formats: JPEG, PNG, BMP, told by content.
namespace xil {

using Bytes = std::span<const std::uint8_t>;

/// Format and size as the header says, without decoding.
struct PictureHeader {
  enum class Format { Jpeg, Png, Bmp } format = Format::Png;
  int height = 0, width = 0;
};

/// Refuses other formats, damaged headers, sizes of nought and sizes above the limit.
PictureHeader read_header(Bytes bytes, std::string_view name, double max_megapixels);

/// The whole picture as 8-bit grey or RGB. 16-bit values are mapped from range16; alpha is dropped; an orientation in the
/// metadata is ignored, so that masks fit. Refuses what is truncated or damaged: JPEG data that libjpeg warns of, PNG
/// chunks with a wrong checksum or missing ones, BMP files that are too short.
Image decode_picture(Bytes bytes, std::string_view name, const SourceParams& params);

/// The whole mask: pixels of at least params.mask_threshold (in 8 bit, any channel but alpha; 16-bit files divided by 257).
Region decode_mask(Bytes bytes, std::string_view name, const SourceParams& params);

/// Has the name an ending of one of the formats (.jpg .jpeg .png .bmp in any case)?
bool is_picture_name(std::string_view name);

}  // namespace xil
