#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "framework/core/catalogue/source_params.h"
#include "framework/core/numeric/image.h"
#include "framework/data/codecs/picture_facts.h"
#include "framework/data/codecs/picture_file.h"

// Image files of strangers. What is refused is a failure whose message starts with `name`; no bytes make it crash, and
// no pixel is allocated before the header's size is known to be within the limit. A picture at the limit takes up to 12
// bytes per pixel while it is decoded (16-bit RGBA; 6 bytes if 8-bit RGB). Formats: JPEG, PNG, BMP, told by content.
namespace xil {

using ByteView = std::span<const std::uint8_t>;

/// Format and size as the header says, without decoding.
struct PictureHeader {
  enum class Format { Jpeg, Png, Bmp } format = Format::Png;
  int height = 0, width = 0;
};

/// Refuses other formats, damaged headers, sizes of nought and sizes above the limit.
PictureHeader read_header(ByteView bytes, std::string_view name, double max_megapixels, Place place = Place::Set);

struct InspectedPicture {
  Image image;
  PictureFacts facts;
};

/// The whole picture as 8-bit grey or RGB. 16-bit values are mapped from range16; grey is 0.299 R + 0.587 G + 0.114 B
/// (ITU-R BT.601); alpha is dropped; an orientation in the metadata is followed as params.orientation says. Refuses
/// what is truncated or damaged: JPEG data that libjpeg warns of, PNG chunks with a wrong checksum or missing ones, BMP
/// files that are too short. What touches no pixel is borne and noted: extraneous bytes before a JPEG's marker, bytes
/// behind the end. JPEG and BMP carry no checksum: flipped bits in their pixels that leave the file well-formed cannot
/// be seen.
InspectedPicture inspect_picture(ByteView bytes, std::string_view name, const SourceParams& params,
                                 Place place = Place::Set);
Image decode_picture(ByteView bytes, std::string_view name, const SourceParams& params, Place place = Place::Set);

struct InspectedMask {
  Region region;
  MaskFacts facts;
};

/// The whole mask, see SourceParams for what marks. mask_values are refused for JPEG, which holds no exact values, and
/// mask_channel: alpha for files without alpha.
InspectedMask inspect_mask(ByteView bytes, std::string_view name, const SourceParams& params, Place place = Place::Set);
Region decode_mask(ByteView bytes, std::string_view name, const SourceParams& params, Place place = Place::Set);

/// Has the name an ending of one of the formats (.jpg .jpeg .png .bmp in any case)?
bool is_picture_name(std::string_view name);

}  // namespace xil
