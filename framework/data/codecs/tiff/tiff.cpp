#include "framework/data/codecs/tiff/tiff.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "framework/data/codecs/tiff/tiff_memory.h"
#include "framework/data/codecs/tiff/tiff_pixels.h"

namespace xil {
namespace {

constexpr std::uint64_t kMostTile = std::uint64_t{64} << 20;  // bytes of one tile
/// One byte of LZW expands to at most 2730, of Deflate to at most 1032 (12-bit codes of up to 4096 bytes; zlib's
/// technical details).
constexpr std::uint64_t kMostGrowth = 3000;
constexpr int kMostPictures = 16;

/// The compressions that are read: those of libtiff that need no more memory than their pixels.
constexpr std::array<std::uint16_t, 10> kCompressions = {
    COMPRESSION_NONE, COMPRESSION_CCITTRLE,      COMPRESSION_CCITTFAX3, COMPRESSION_CCITTFAX4, COMPRESSION_LZW,
    COMPRESSION_JPEG, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS,  COMPRESSION_DEFLATE,   COMPRESSION_ZSTD};

/// Warnings of libtiff, by their beginnings, that affect no pixel; every other warning makes the file refused.
struct ToleratedBeginning {
  std::string_view warning;
  std::string_view note;  ///< empty: not worth a note
};
constexpr std::array kTolerated = {
    ToleratedBeginning{"Unknown field with tag", ""},  // of microscopes, maps and ImageJ
    ToleratedBeginning{"Invalid TIFF directory; tags are not sorted", "tags that are not sorted"},
    ToleratedBeginning{"ASCII value for ", "a text in its tags that does not end"},
};

/// Nothing for a photometric interpretation that is not read.
std::optional<TiffSamples::Meaning> meaning_of(std::uint16_t photometric, std::uint16_t compression) {
  using Meaning = TiffSamples::Meaning;
  switch (photometric) {
    case PHOTOMETRIC_MINISBLACK:
      return Meaning::Grey;
    case PHOTOMETRIC_MINISWHITE:
      return Meaning::WhiteIsZero;
    case PHOTOMETRIC_PALETTE:
      return Meaning::Palette;
    case PHOTOMETRIC_RGB:
      return Meaning::Rgb;
    case PHOTOMETRIC_YCBCR:  // libjpeg turns it into RGB
      return compression == COMPRESSION_JPEG ? std::optional(Meaning::Rgb) : std::nullopt;
    default:
      return std::nullopt;
  }
}

/// What the tags of the first picture say.
struct Tags {
  std::uint32_t width = 0, height = 0;
  std::uint16_t bits = 1, samples = 1, photometric = PHOTOMETRIC_MINISBLACK, planes = PLANARCONFIG_CONTIG,
                format = SAMPLEFORMAT_UINT, compression = COMPRESSION_NONE, orientation = 1;
};

/// Reads the first picture of one file.
class TiffReader {
 public:
  explicit TiffReader(const PictureFile& file) : file_(file), memory_(file), tiff_(memory_.tiff()) { read_tags(); }
  TiffReader(const TiffReader&) = delete;
  TiffReader& operator=(const TiffReader&) = delete;

  const Tags& tags() const { return tags_; }

  cv::Mat read_pixels(Alpha alpha) {
    find_samples();
    const std::uint64_t samples = std::uint64_t{tags_.width} * tags_.height * tags_.samples;
    const bool fax = tags_.compression >= COMPRESSION_CCITTRLE && tags_.compression <= COMPRESSION_CCITTFAX4;
    file_.check(fax || samples * tags_.bits / 8 <= kMostGrowth * file_.size(),
                "damaged TIFF: its pixels end too early");
    if (tags_.photometric == PHOTOMETRIC_YCBCR) TIFFSetField(tiff_, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    TiffPixels pixels(samples_, palette(), static_cast<int>(tags_.height), static_cast<int>(tags_.width), alpha);
    TIFFIsTiled(tiff_) != 0 ? read_tiles(pixels) : read_rows(pixels);
    return pixels.take();
  }

  /// Precondition: the pixels have been read.
  FileFacts facts(Alpha alpha) {
    look_for_more_pictures();
    if (!memory_.failure().empty()) memory_.refuse_file("");
    FileFacts facts;
    for (const std::string& warning : memory_.warnings()) {
      const auto tolerated = std::ranges::find_if(
          kTolerated, [&](const ToleratedBeginning& one) { return warning.starts_with(one.warning); });
      if (tolerated == kTolerated.end()) file_.refuse("damaged TIFF ({})", warning);
      if (!tolerated->note.empty() && std::ranges::count(facts.notes, tolerated->note) == 0) {
        facts.notes.emplace_back(tolerated->note);
      }
    }
    if (premultiplied_) facts.notes.emplace_back("colours that are multiplied by its alpha channel");
    facts.bits = tags_.bits == 16 ? 16 : 8;
    facts.alpha = samples_.extra && alpha == Alpha::Keep;
    facts.lossy = tags_.compression == COMPRESSION_JPEG;
    facts.orientation = tags_.orientation >= 1 && tags_.orientation <= 8 ? tags_.orientation : 1;
    return facts;
  }

 private:
  void read_tags() {
    TIFFGetField(tiff_, TIFFTAG_IMAGEWIDTH, &tags_.width);
    TIFFGetField(tiff_, TIFFTAG_IMAGELENGTH, &tags_.height);
    TIFFGetFieldDefaulted(tiff_, TIFFTAG_BITSPERSAMPLE, &tags_.bits);
    TIFFGetFieldDefaulted(tiff_, TIFFTAG_SAMPLESPERPIXEL, &tags_.samples);
    TIFFGetFieldDefaulted(tiff_, TIFFTAG_PLANARCONFIG, &tags_.planes);
    TIFFGetFieldDefaulted(tiff_, TIFFTAG_SAMPLEFORMAT, &tags_.format);
    TIFFGetFieldDefaulted(tiff_, TIFFTAG_COMPRESSION, &tags_.compression);
    TIFFGetFieldDefaulted(tiff_, TIFFTAG_ORIENTATION, &tags_.orientation);
    has_photometric_ = TIFFGetField(tiff_, TIFFTAG_PHOTOMETRIC, &tags_.photometric) == 1;
    constexpr std::uint32_t kMost = 0x7FFFFFFF;
    file_.check(tags_.width > 0 && tags_.height > 0 && tags_.width <= kMost && tags_.height <= kMost,
                "damaged TIFF: {} x {} pixels", tags_.width, tags_.height);
  }

  /// Fails for kinds of pictures that are not read.
  void find_samples() {
    const bool compression = std::ranges::find(kCompressions, tags_.compression) != kCompressions.end();
    file_.check_kind(compression && TIFFIsCODECConfigured(tags_.compression) != 0, "a TIFF of compression {}",
                     tags_.compression);
    file_.check(has_photometric_, "damaged TIFF: it does not say what its values mean");
    const auto meaning = meaning_of(tags_.photometric, tags_.compression);
    file_.check_kind(meaning.has_value(), "a TIFF of photometric interpretation {}", tags_.photometric);
    samples_ = {*meaning, tags_.bits, tags_.samples, false};
    samples_.extra = tags_.samples == samples_.colours() + 1;
    file_.check_kind(tags_.samples == samples_.colours() || samples_.extra, "a TIFF of {} samples per pixel",
                     tags_.samples);
    file_.check_kind(tags_.format == SAMPLEFORMAT_UINT || tags_.format == SAMPLEFORMAT_VOID,
                     "a TIFF of signed or real numbers");
    const bool whole = tags_.bits == 8 || tags_.bits == 16, few = tags_.bits == 1 || tags_.bits == 2 || tags_.bits == 4;
    file_.check_kind(whole || (few && tags_.samples == 1), "a TIFF of {} bits per sample", tags_.bits);
    std::uint16_t extras = 0, *kinds = nullptr;
    const bool known = TIFFGetField(tiff_, TIFFTAG_EXTRASAMPLES, &extras, &kinds) == 1 && extras > 0;
    premultiplied_ = known && samples_.extra && kinds[0] == EXTRASAMPLE_ASSOCALPHA;
  }

  /// The colours as 8 bits, the upper ones of 16, since writers multiply by 256 or 257; old ones leave 8 bits in 16.
  TiffPalette palette() const {
    TiffPalette palette{};
    if (tags_.photometric != PHOTOMETRIC_PALETTE) return palette;
    file_.check_kind(tags_.bits <= 8, "a TIFF with a palette of {} bits", tags_.bits);
    std::array<std::uint16_t*, 3> colours{};
    const bool has = TIFFGetField(tiff_, TIFFTAG_COLORMAP, &colours[0], &colours[1], &colours[2]) == 1;
    file_.check(has, "damaged TIFF: it has no palette");
    const std::size_t entries = std::size_t{1} << tags_.bits;
    const bool deep = std::ranges::any_of(colours, [&](const std::uint16_t* values) {
      return std::any_of(values, values + entries, [](std::uint16_t value) { return value > 255; });
    });
    for (std::size_t colour = 0; colour < 3; ++colour) {
      for (std::size_t entry = 0; entry < entries; ++entry) {
        const int value = colours[colour][entry];
        palette[colour][entry] = static_cast<std::uint8_t>(deep ? value >> 8 : value);
      }
    }
    return palette;
  }

  bool separate() const { return tags_.planes == PLANARCONFIG_SEPARATE && tags_.samples > 1; }
  int planes() const { return separate() ? tags_.samples : 1; }
  int samples_in_plane() const { return separate() ? 1 : tags_.samples; }

  void read_rows(TiffPixels& pixels) {
    const auto bytes = static_cast<std::uint64_t>(TIFFScanlineSize64(tiff_));
    check_row(bytes, tags_.width);
    std::vector<std::uint8_t> row(bytes);
    for (int plane = 0; plane < planes(); ++plane) {
      for (std::uint32_t y = 0; y < tags_.height; ++y) {
        if (TIFFReadScanline(tiff_, row.data(), y, static_cast<std::uint16_t>(plane)) != 1 ||
            !memory_.failure().empty()) {
          memory_.refuse_file("its pixels end too early");
        }
        pixels.put(row.data(), static_cast<int>(y), 0, static_cast<int>(tags_.width), plane, samples_in_plane());
      }
    }
  }

  void read_tiles(TiffPixels& pixels) {
    std::uint32_t width = 0, height = 0;
    TIFFGetField(tiff_, TIFFTAG_TILEWIDTH, &width);
    TIFFGetField(tiff_, TIFFTAG_TILELENGTH, &height);
    const std::uint64_t bytes = TIFFTileSize64(tiff_), row_bytes = TIFFTileRowSize64(tiff_);
    file_.check(width > 0 && height > 0 && bytes > 0, "damaged TIFF: tiles of {} x {} pixels", width, height);
    file_.check_kind(bytes <= kMostTile, "a TIFF with tiles of {} bytes", bytes);
    check_row(row_bytes, width);
    file_.check(row_bytes * height <= bytes, "damaged TIFF: tiles of {} x {} pixels", width, height);
    std::vector<std::uint8_t> tile(bytes);
    for (int plane = 0; plane < planes(); ++plane) {
      for (std::uint64_t y = 0; y < tags_.height; y += height) {
        for (std::uint64_t x = 0; x < tags_.width; x += width) {
          const auto left = static_cast<std::uint32_t>(x), top = static_cast<std::uint32_t>(y);
          const auto got = TIFFReadTile(tiff_, tile.data(), left, top, 0, static_cast<std::uint16_t>(plane));
          if (got != static_cast<tmsize_t>(bytes) || !memory_.failure().empty())
            memory_.refuse_file("its pixels end too early");
          const std::uint32_t rows = std::min(height, tags_.height - top),
                              columns = std::min(width, tags_.width - left);
          for (std::uint32_t row = 0; row < rows; ++row) {
            pixels.put(tile.data() + row * row_bytes, static_cast<int>(top + row), static_cast<int>(left),
                       static_cast<int>(columns), plane, samples_in_plane());
          }
        }
      }
    }
  }

  /// Fails unless a row of `width` pixels has the bytes that libtiff says.
  void check_row(std::uint64_t bytes, std::uint32_t width) const {
    const std::uint64_t needed =
        (std::uint64_t{width} * static_cast<std::uint64_t>(samples_in_plane()) * tags_.bits + 7) / 8;
    file_.check(bytes >= needed && bytes <= needed + 16, "damaged TIFF: rows of {} bytes instead of {}", bytes, needed);
  }

  /// Reduced copies and masks of the first picture are passed over.
  void look_for_more_pictures() {
    for (int count = 2; TIFFLastDirectory(tiff_) == 0; ++count) {
      file_.check_kind(count <= kMostPictures, "a TIFF of more than {} pictures", kMostPictures);
      if (TIFFReadDirectory(tiff_) != 1) memory_.refuse_file("its second picture cannot be read");
      std::uint32_t kind = 0;
      TIFFGetFieldDefaulted(tiff_, TIFFTAG_SUBFILETYPE, &kind);
      file_.check_kind((kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) != 0, "a TIFF of several pictures");
    }
  }

  PictureFile file_;
  TiffMemory memory_;
  TIFF* tiff_ = nullptr;
  Tags tags_;
  TiffSamples samples_;
  bool has_photometric_ = false, premultiplied_ = false;
};

}  // namespace

PictureHeader tiff_header(const PictureFile& file) {
  const TiffReader reader(file);
  return {PictureHeader::Format::Tiff, static_cast<int>(reader.tags().height), static_cast<int>(reader.tags().width)};
}

DecodedFile decode_tiff(const PictureFile& file, Alpha alpha) {
  TiffReader reader(file);
  cv::Mat pixels = reader.read_pixels(alpha);
  return {std::move(pixels), reader.facts(alpha)};
}

}  // namespace xil
