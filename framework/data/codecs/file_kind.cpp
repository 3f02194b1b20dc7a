#include "framework/data/codecs/file_kind.h"

#include <algorithm>
#include <array>

namespace xil {
namespace {

struct Signature {
  std::size_t at;  ///< offset of the bytes in the file
  std::string_view bytes;
  std::string_view kind;
};

using namespace std::string_view_literals;

// Signatures from the formats' own documents. Formats inside a container come before the container itself.
constexpr std::array kSignatures = {
    Signature{0, "GIF8"sv, "a GIF"},
    Signature{8, "WEBP"sv, "a WebP"},
    Signature{4, "ftypavif"sv, "an AVIF"},
    Signature{4, "ftypavis"sv, "an AVIF"},
    Signature{4, "ftyphei"sv, "a HEIC"},
    Signature{4, "ftyphev"sv, "a HEIC"},
    Signature{4, "ftypmif1"sv, "a HEIC"},
    Signature{4, "ftypmsf1"sv, "a HEIC"},
    Signature{4, "ftyp"sv, "a video"},
    Signature{4, "JXL "sv, "a JPEG XL"},
    Signature{0, "\xff\x0a"sv, "a JPEG XL"},
    Signature{4, "jP  "sv, "a JPEG 2000"},
    Signature{0, "\xff\x4f\xff\x51"sv, "a JPEG 2000"},
    Signature{0, "\x49\x49\xbc"sv, "a JPEG XR"},
    Signature{0, "8BPS"sv, "a Photoshop file"},
    Signature{0, "gimp xcf"sv, "a GIMP file"},
    Signature{0, "\x76\x2f\x31\x01"sv, "an OpenEXR"},
    Signature{0, "#?RADIANCE"sv, "a Radiance HDR"},
    Signature{0, "SIMPLE  ="sv, "a FITS"},
    Signature{0, "qoif"sv, "a QOI"},
    Signature{0, "\0\0\1\0"sv, "an icon"},
    Signature{0, "P1"sv, "a PBM"},
    Signature{0, "P2"sv, "a PGM"},
    Signature{0, "P3"sv, "a PPM"},
    Signature{0, "P4"sv, "a PBM"},
    Signature{0, "P5"sv, "a PGM"},
    Signature{0, "P6"sv, "a PPM"},
    Signature{0, "PF\n"sv, "a PFM"},
    Signature{0, "Pf\n"sv, "a PFM"},
    Signature{128, "DICM"sv, "a DICOM"},
    Signature{0, "\x93NUMPY"sv, "a NumPy array"},
    Signature{0, "\x89HDF\r\n"sv, "an HDF5 file"},
    Signature{0, "MATLAB "sv, "a MATLAB file"},
    Signature{0, "%PDF"sv, "a PDF"},
    Signature{0, "%!PS"sv, "a PostScript file"},
    Signature{0, "<svg"sv, "an SVG"},
    Signature{8, "AVI "sv, "a video"},
    Signature{0, "\x1a\x45\xdf\xa3"sv, "a video"},
    Signature{0, "PK\x03\x04"sv, "a zip archive"},
    Signature{0, "\x1f\x8b"sv, "a gzip archive"},
};

bool fits(const Signature& signature, std::span<const std::uint8_t> bytes) {
  if (bytes.size() < signature.at + signature.bytes.size()) return false;
  return std::equal(signature.bytes.begin(), signature.bytes.end(),
                    bytes.begin() + static_cast<std::ptrdiff_t>(signature.at),
                    [](char sign, std::uint8_t byte) { return static_cast<std::uint8_t>(sign) == byte; });
}

/// The numbers of a PNM header follow white space; without this check other texts that begin with P1 would match.
bool is_possible(const Signature& signature, std::span<const std::uint8_t> bytes) {
  const bool pnm = signature.bytes.size() == 2 && signature.bytes[0] == 'P' && signature.bytes[1] != 'K';
  return !pnm || (bytes.size() > 2 && (bytes[2] == '\n' || bytes[2] == ' ' || bytes[2] == '\r' || bytes[2] == '\t'));
}

}  // namespace

std::string_view foreign_kind(std::span<const std::uint8_t> bytes) {
  const auto found = std::ranges::find_if(
      kSignatures, [&](const Signature& signature) { return fits(signature, bytes) && is_possible(signature, bytes); });
  return found == kSignatures.end() ? std::string_view() : found->kind;
}

}  // namespace xil
