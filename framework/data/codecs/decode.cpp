#include "framework/data/codecs/decode.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <vector>

#include "framework/core/base/pointer_file.h"
#include "framework/data/codecs/bmp.h"
#include "framework/data/codecs/decoded_file.h"
#include "framework/data/codecs/file_kind.h"
#include "framework/data/codecs/jpeg.h"
#include "framework/data/codecs/mask.h"
#include "framework/data/codecs/picture_file.h"
#include "framework/data/codecs/png.h"
#include "framework/data/codecs/tiff/tiff.h"

namespace xil {
namespace {

constexpr int kMostSide = 65535;  // the largest side of a JPEG; below the limits of all decoders

// TIFF and BigTIFF, in either order of bytes.
using namespace std::string_view_literals;
constexpr std::array kTiffs = {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv};

bool begins_with(const PictureFile& file, std::string_view text) {
  return file.size() >= text.size() && std::equal(text.begin(), text.end(), file.bytes.begin(), [](char c, auto byte) {
           return static_cast<std::uint8_t>(c) == byte;
         });
}

void refuse_stand_in(const PictureFile& file) {
  const std::string start(file.bytes.begin(),
                          file.bytes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(file.size(), 64)));
  const std::string_view command = fetching_command(start);
  require(command.empty(), "{}: not the picture but what stands in its place until it is fetched: {}{}", file.name,
          command, file.place == Place::Set ? ", or leave it out with damaged: skip" : "");
}

PictureHeader header_of(const PictureFile& file) {
  if (begins_with(file, "\xff\xd8\xff")) return jpeg_header(file);
  if (begins_with(file, "\x89PNG")) return png_header(file);
  if (begins_with(file, "BM")) return bmp_header(file);
  if (std::ranges::any_of(kTiffs, [&](std::string_view start) { return begins_with(file, start); })) {
    return tiff_header(file);
  }
  file.check(!file.bytes.empty(), "the file is empty");
  file.check(std::ranges::any_of(file.bytes, [](auto byte) { return byte != 0; }), "the file holds zero bytes only");
  const std::string_view kind = foreign_kind(file.bytes);
  file.check_kind(kind.empty(), "{}", kind);
  refuse_stand_in(file);
  const ByteView start = file.bytes.first(std::min<std::size_t>(file.size(), 16));
  const bool is_text = std::ranges::all_of(start, [](auto byte) { return std::isprint(byte) || std::isspace(byte); });
  file.check(!is_text, "text instead of a picture");
  file.check(false, "no JPEG, PNG, BMP or TIFF file (it begins with {:02x})",
             fmt::join(start.first(std::min<std::size_t>(start.size(), 4)), " "));
  return {};
}

DecodedFile decode_checked(const PictureFile& file, PictureHeader::Format format, Alpha alpha) {
  switch (format) {
    case PictureHeader::Format::Jpeg:
      return decode_jpeg(file);
    case PictureHeader::Format::Png:
      return decode_png(file, alpha);
    case PictureHeader::Format::Bmp:
      return decode_bmp(file);
    case PictureHeader::Format::Tiff:
      return decode_tiff(file, alpha);
  }
  fail("{}: unknown format", file.name);
}

/// Applies the orientation tag (CIPA DC-008): 2 to 4 are mirrored or turned by 180 degrees, 5 to 8 turned by 90
/// degrees, mirrored or not.
void turn(cv::Mat& pixels, int orientation) {
  if (swaps_sides(orientation)) cv::transpose(pixels, pixels);
  // After the transposition: 5 stays, 6 is a quarter turn clockwise, 7 the other diagonal, 8 a quarter turn
  // counterclockwise.
  constexpr int kNone = 2, kBoth = -1, kAcross = 1, kDown = 0;
  constexpr std::array<int, 9> kFlips = {kNone, kNone, kAcross, kBoth, kDown, kNone, kAcross, kBoth, kDown};
  const int flip = kFlips[static_cast<std::size_t>(orientation)];
  if (flip != kNone) cv::flip(pixels, pixels, flip);
}

/// Decodes a file to the size of its header; the orientation is not applied yet.
DecodedFile decode(const PictureFile& file, const SourceParams& params, Alpha alpha) {
  const PictureHeader header = read_header(file.bytes, file.name, params.max_megapixels, file.place);
  DecodedFile decoded = decode_checked(file, header.format, alpha);
  const cv::Mat& pixels = decoded.pixels;
  file.check(pixels.rows == header.height && pixels.cols == header.width &&
                 (pixels.depth() == CV_8U || pixels.depth() == CV_16U),
             "{} x {} pixels are not what its header says", pixels.cols, pixels.rows);
  if (params.orientation == Orientation::Exif) turn(decoded.pixels, decoded.facts.orientation);
  return decoded;
}

/// Maps a 16-bit value to 8 bits: low and high become 0 and 255, values between them are rounded, values outside are
/// clamped.
std::uint8_t level_of(std::int32_t value, std::int32_t low, std::int32_t high) {
  const std::int64_t span = high - low, above = std::clamp(value - low, 0, high - low);
  return static_cast<std::uint8_t>((2 * 255 * above + span) / (2 * span));
}

cv::Mat in_8_bits(const cv::Mat& pixels, const std::vector<std::int64_t>& range) {
  if (pixels.depth() == CV_8U) return pixels;
  const auto low = static_cast<std::int32_t>(range[0]), high = static_cast<std::int32_t>(range[1]);
  cv::Mat out(pixels.rows, pixels.cols, CV_8UC(pixels.channels()));
  for (int row = 0; row < pixels.rows; ++row) {
    const auto* from = pixels.ptr<std::uint16_t>(row);
    std::transform(from, from + pixels.cols * pixels.channels(), out.ptr<std::uint8_t>(row),
                   [&](std::int32_t value) { return level_of(value, low, high); });
  }
  return out;
}

/// The range of a 16-bit picture without alpha; std::nullopt for other pictures.
std::optional<ValueRange> range_of(const cv::Mat& pixels, const std::vector<std::int64_t>& range16) {
  if (pixels.depth() != CV_16U) return std::nullopt;
  std::vector<std::size_t> counts(65536);
  for (int row = 0; row < pixels.rows; ++row) {
    const auto* samples = pixels.ptr<std::uint16_t>(row);
    std::for_each(samples, samples + pixels.cols * pixels.channels(), [&](std::uint16_t sample) { ++counts[sample]; });
  }
  const auto low = static_cast<std::int32_t>(range16[0]), high = static_cast<std::int32_t>(range16[1]);
  ValueRange range{.low = 65535};
  std::array<bool, 256> levels{};
  std::size_t outside = 0;
  for (int value = 0; value < 65536; ++value) {
    const std::size_t count = counts[static_cast<std::size_t>(value)];
    if (count == 0) continue;
    range.low = std::min(range.low, value);
    range.high = value;
    ++range.values;
    levels[level_of(value, low, high)] = true;
    if (value < low || value > high) outside += count;
  }
  range.levels = static_cast<int>(std::ranges::count(levels, true));
  range.outside = static_cast<double>(outside) / (static_cast<double>(pixels.total()) * pixels.channels());
  return range;
}

cv::Mat grey_of(const cv::Mat& pixels) {
  if (pixels.channels() == 1) return pixels;
  cv::Mat grey;
  cv::cvtColor(pixels, grey, pixels.channels() == 4 ? cv::COLOR_BGRA2GRAY : cv::COLOR_BGR2GRAY);
  return grey;
}

/// Turns interleaved grey or BGR(A) pixels into the planes of an image.
Image planar(const cv::Mat& pixels, int channels) {
  Image image(channels, pixels.rows, pixels.cols);
  std::vector<cv::Mat> planes;  // in OpenCV's order; the fourth plane, alpha, is not used
  for (int channel = channels - 1; channel >= 0; --channel) {
    planes.emplace_back(pixels.rows, pixels.cols, CV_8UC1, &image.pixels[image.index(channel, 0, 0)]);
  }
  if (pixels.channels() == 1) {
    for (cv::Mat& plane : planes) pixels.copyTo(plane);
  } else {
    planes.resize(static_cast<std::size_t>(pixels.channels()));
    cv::split(pixels, planes);
  }
  return image;
}

}  // namespace

PictureHeader read_header(ByteView bytes, std::string_view name, double max_megapixels, Place place) {
  const PictureFile file{bytes, name, place};
  const PictureHeader header = header_of(file);
  const double megapixels = static_cast<double>(header.height) * header.width / 1e6;
  require(megapixels <= max_megapixels, "{}: {} x {} pixels are more than max_megapixels: {} allows: raise it{}", name,
          header.width, header.height, max_megapixels,
          place == Place::Set ? ", or leave the file out with damaged: skip" : "");
  file.check_kind(std::max(header.height, header.width) <= kMostSide, "a picture of {} x {} pixels", header.width,
                  header.height);
  return header;
}

InspectedPicture inspect_picture(ByteView bytes, std::string_view name, const SourceParams& params, Place place) {
  DecodedFile decoded = decode({bytes, name, place}, params, Alpha::Drop);
  InspectedPicture picture{{}, {decoded.facts, range_of(decoded.pixels, params.range16)}};
  const cv::Mat pixels = in_8_bits(decoded.pixels, params.range16);
  decoded.pixels.release();  // the 16-bit pixels are freed before the planes are allocated
  picture.image = params.channels == Channels::Grey ? planar(grey_of(pixels), 1) : planar(pixels, 3);
  return picture;
}

Image decode_picture(ByteView bytes, std::string_view name, const SourceParams& params, Place place) {
  return inspect_picture(bytes, name, params, place).image;
}

InspectedMask inspect_mask(ByteView bytes, std::string_view name, const SourceParams& params, Place place) {
  const PictureFile file{bytes, name, place};
  return read_mask(file, decode(file, params, Alpha::Keep), params);
}

Region decode_mask(ByteView bytes, std::string_view name, const SourceParams& params, Place place) {
  return inspect_mask(bytes, name, params, place).region;
}

Region turned(const Region& region, int orientation, bool back) {
  // Only the two quarter turns are not their own inverse.
  const int applied = back && (orientation == 6 || orientation == 8) ? 14 - orientation : orientation;
  cv::Mat pixels(region.height, region.width, CV_8UC1, const_cast<std::uint8_t*>(region.values.data()));
  pixels = pixels.clone();
  turn(pixels, applied);
  Region out(pixels.rows, pixels.cols);
  pixels.copyTo(cv::Mat(out.height, out.width, CV_8UC1, out.values.data()));
  return out;
}

bool is_picture_name(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  std::string ending(name.substr(dot));
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array kEndings = {".jpg"sv, ".jpeg"sv, ".png"sv, ".bmp"sv, ".tif"sv, ".tiff"sv};
  return std::ranges::find(kEndings, ending) != kEndings.end();
}

}  // namespace xil
