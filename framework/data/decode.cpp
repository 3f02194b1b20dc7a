#include "framework/data/decode.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "framework/data/bmp.h"
#include "framework/data/jpeg.h"
#include "framework/data/picture_file.h"
#include "framework/data/png.h"

namespace xil {
namespace {

constexpr int kMostSide = 65535;  // the largest that JPEG can have; below every limit of the decoders

bool begins_with(const PictureFile& file, std::string_view text) {
  return file.size() >= text.size() && std::equal(text.begin(), text.end(), file.bytes.begin(), [](char c, auto byte) {
           return static_cast<std::uint8_t>(c) == byte;
         });
}

PictureHeader header_of(const PictureFile& file) {
  if (begins_with(file, "\xff\xd8\xff")) return jpeg_header(file);
  if (begins_with(file, "\x89PNG")) return png_header(file);
  if (begins_with(file, "BM")) return bmp_header(file);
  file.check(!file.bytes.empty(), "the file is empty");
  file.check(std::ranges::any_of(file.bytes, [](auto byte) { return byte != 0; }), "the file holds zero bytes only");
  const ByteView start = file.bytes.first(std::min<std::size_t>(file.size(), 16));
  const bool is_text = std::ranges::all_of(start, [](auto byte) { return std::isprint(byte) || std::isspace(byte); });
  file.check(!is_text, "text instead of a picture");
  file.check(false, "no JPEG, PNG or BMP file (it begins with {:02x})",
             fmt::join(start.first(std::min<std::size_t>(start.size(), 4)), " "));
  return {};
}

cv::Mat decode_with_opencv(const PictureFile& file, ByteView bytes, std::string_view format) {
  const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<std::uint8_t*>(bytes.data()));
  cv::Mat pixels;
  try {
    pixels = cv::imdecode(encoded, cv::IMREAD_UNCHANGED);
  } catch (const cv::Exception& error) {
    file.check(false, "damaged {} ({})", format, error.err);
  }
  file.check(!pixels.empty(), "damaged {}", format);
  return pixels;
}

cv::Mat decode_checked(const PictureFile& file, PictureHeader::Format format) {
  switch (format) {
    case PictureHeader::Format::Jpeg:
      return decode_jpeg(file);
    case PictureHeader::Format::Png:
      return decode_with_opencv(file, essence_of_png(file), "PNG");
    case PictureHeader::Format::Bmp:
      check_bmp(file);
      return decode_with_opencv(file, file.bytes, "BMP");
  }
  fail("{}: unknown format", file.name);
}

/// 8 or 16 bits, grey, BGR or BGRA, of the header's size.
cv::Mat decode(const PictureFile& file, double max_megapixels) {
  const PictureHeader header = read_header(file.bytes, file.name, max_megapixels);
  cv::Mat pixels = decode_checked(file, header.format);
  file.check(pixels.rows == header.height && pixels.cols == header.width &&
                 (pixels.depth() == CV_8U || pixels.depth() == CV_16U),
             "{} x {} pixels are not what its header says", pixels.cols, pixels.rows);
  return pixels;
}

/// 16-bit values -> 8 bits: the ends of `range` become 0 and 255, what lies between is rounded, what lies outside
/// clamped.
cv::Mat in_8_bits(const cv::Mat& pixels, const std::vector<std::int64_t>& range) {
  if (pixels.depth() == CV_8U) return pixels;
  const auto low = static_cast<std::int32_t>(range[0]), span = static_cast<std::int32_t>(range[1] - range[0]);
  cv::Mat out(pixels.rows, pixels.cols, CV_8UC(pixels.channels()));
  for (int row = 0; row < pixels.rows; ++row) {
    const auto* from = pixels.ptr<std::uint16_t>(row);
    std::transform(from, from + pixels.cols * pixels.channels(), out.ptr<std::uint8_t>(row), [&](std::int32_t value) {
      const std::int64_t above = std::clamp(value - low, 0, span);
      return static_cast<std::uint8_t>((2 * 255 * above + span) / (2 * span));
    });
  }
  return out;
}

cv::Mat grey_of(const cv::Mat& pixels) {
  if (pixels.channels() == 1) return pixels;
  cv::Mat grey;
  cv::cvtColor(pixels, grey, pixels.channels() == 4 ? cv::COLOR_BGRA2GRAY : cv::COLOR_BGR2GRAY);
  return grey;
}

/// Interleaved grey or BGR(A) -> the planes of an image.
Image planar(const cv::Mat& pixels, int channels) {
  Image image(channels, pixels.rows, pixels.cols);
  std::vector<cv::Mat> planes;  // in the order of OpenCV; alpha, the fourth, is a scratch
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

PictureHeader read_header(ByteView bytes, std::string_view name, double max_megapixels) {
  const PictureFile file{bytes, name};
  const PictureHeader header = header_of(file);
  const double megapixels = static_cast<double>(header.height) * header.width / 1e6;
  require(megapixels <= max_megapixels,
          "{}: {} x {} pixels are more than max_megapixels: {} allows: raise it, or leave the "
          "file out with damaged: skip",
          name, header.width, header.height, max_megapixels);
  file.check_kind(std::max(header.height, header.width) <= kMostSide, "a picture of {} x {} pixels", header.width,
                  header.height);
  return header;
}

Image decode_picture(ByteView bytes, std::string_view name, const SourceParams& params) {
  cv::Mat pixels = decode({bytes, name}, params.max_megapixels);
  pixels = in_8_bits(pixels, params.range16);  // in place: 16-bit pixels are given back before the planes are made
  return params.channels == Channels::Grey ? planar(grey_of(pixels), 1) : planar(pixels, 3);
}

Region decode_mask(ByteView bytes, std::string_view name, const SourceParams& params) {
  const cv::Mat pixels = decode({bytes, name}, params.max_megapixels);
  const std::int64_t threshold = params.mask_threshold * (pixels.depth() == CV_16U ? 257 : 1);
  const int colours = std::min(pixels.channels(), 3);  // the fourth is alpha
  const auto fill = [&](Region& region, auto sample) {
    for (int row = 0; row < region.height; ++row) {
      const auto* values = pixels.ptr<decltype(sample)>(row);
      for (int column = 0; column < region.width; ++column, values += pixels.channels()) {
        region.at(row, column) = std::any_of(values, values + colours, [&](auto value) { return value >= threshold; });
      }
    }
  };
  Region region(pixels.rows, pixels.cols);
  pixels.depth() == CV_16U ? fill(region, std::uint16_t{}) : fill(region, std::uint8_t{});
  return region;
}

bool is_picture_name(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  std::string ending(name.substr(dot));
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending == ".jpg" || ending == ".jpeg" || ending == ".png" || ending == ".bmp";
}

}  // namespace xil
