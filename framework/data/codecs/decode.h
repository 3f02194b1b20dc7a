#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "framework/core/catalogue/source_params.h"
#include "framework/core/numeric/image.h"
#include "framework/data/codecs/picture_facts.h"
#include "framework/data/codecs/picture_file.h"

// Decoding of image files of unknown origin. A file is refused by a failure whose message starts with `name`. No bytes
// make the decoder crash, and no pixel is allocated before the header's size is known to be within the limit. A picture
// at the limit takes up to 12 bytes per pixel while it is decoded (16-bit RGBA; 6 bytes for 8-bit RGB). The formats
// JPEG, PNG, BMP and TIFF are recognised by their content.
namespace xil {

using ByteView = std::span<const std::uint8_t>;

/// Format and size as the header gives them, without decoding.
struct PictureHeader {
  enum class Format { Jpeg, Png, Bmp, Tiff } format = Format::Png;
  int height = 0, width = 0;
};

/// Reads the header. Refuses other formats, damaged headers, sizes of zero and sizes above the limit.
PictureHeader read_header(ByteView bytes, std::string_view name, double max_megapixels, Place place = Place::Set);

struct InspectedPicture {
  Image image;
  PictureFacts facts;
};

/// Decodes the whole picture as 8-bit grey or RGB. 16-bit values are mapped from range16; grey is 0.299 R + 0.587 G +
/// 0.114 B (ITU-R BT.601); alpha is dropped; the orientation in the metadata is applied or ignored as
/// params.orientation says. Truncated or damaged files are refused: JPEG data of which libjpeg warns, PNG files with
/// missing chunks or a wrong checksum, BMP files that are too short. Faults that affect no pixel are tolerated and
/// noted: extraneous bytes before a JPEG's marker, bytes after the end. JPEG and BMP carry no checksum, so flipped bits
/// in their pixels that leave the file well-formed cannot be detected.
InspectedPicture inspect_picture(ByteView bytes, std::string_view name, const SourceParams& params,
                                 Place place = Place::Set);
Image decode_picture(ByteView bytes, std::string_view name, const SourceParams& params, Place place = Place::Set);

struct InspectedMask {
  Region region;
  MaskFacts facts;
};

/// Decodes the whole mask; SourceParams defines which pixels are marked. mask_values are refused for JPEG, which does
/// not keep exact values, and mask_channel: alpha for files without an alpha channel.
InspectedMask inspect_mask(ByteView bytes, std::string_view name, const SourceParams& params, Place place = Place::Set);
Region decode_mask(ByteView bytes, std::string_view name, const SourceParams& params, Place place = Place::Set);

/// A region as its picture looks after turn by an EXIF orientation; `back`: the other way round.
Region turned(const Region& region, int orientation, bool back);

/// Whether the name ends as one of the formats does (.jpg .jpeg .png .bmp .tif .tiff, in upper or lower case).
bool is_picture_name(std::string_view name);

}  // namespace xil
