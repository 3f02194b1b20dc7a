#include "framework/data/codecs/encode.h"

#include <array>
#include <opencv2/imgcodecs.hpp>
#include <string>

#include "framework/core/base/error.h"
#include "framework/data/codecs/planes.h"

namespace xil {
namespace {

std::vector<std::uint8_t> encode(const cv::Mat& pixels, const std::string& ending,
                                 const std::vector<int>& options = {}) {
  std::vector<std::uint8_t> bytes;
  require(!pixels.empty() && cv::imencode(ending, pixels, bytes, options), "cannot encode {} x {} pixels as {}",
          pixels.cols, pixels.rows, ending);
  return bytes;
}

/// Turns planes into interleaved grey or BGR pixels, as OpenCV expects them.
cv::Mat interleaved(const Image& image) {
  require(image.channels == 1 || image.channels == 3, "pictures of {} channels cannot be encoded: 1 or 3 are expected",
          image.channels);
  cv::Mat pixels(image.height, image.width, CV_8UC(image.channels));
  std::vector<cv::Mat> planes;
  for (int channel = 0; channel < image.channels; ++channel) planes.push_back(plane_of(image, channel));
  static constexpr std::array<int, 6> kSwap = {0, 2, 1, 1, 2, 0}, kSame = {0, 0};
  const int* from_to = image.channels == 3 ? kSwap.data() : kSame.data();
  cv::mixChannels(planes.data(), planes.size(), &pixels, 1, from_to, planes.size());
  return pixels;
}

}  // namespace

std::vector<std::uint8_t> encode_png(const Image& image) { return encode(interleaved(image), ".png"); }

std::vector<std::uint8_t> encode_png16(const Plane<std::uint16_t>& plane) {
  auto* values = const_cast<std::uint16_t*>(plane.values.data());
  return encode(cv::Mat(plane.height, plane.width, CV_16UC1, values), ".png");
}

std::vector<std::uint8_t> encode_bmp(const Image& image) { return encode(interleaved(image), ".bmp"); }

std::vector<std::uint8_t> encode_jpeg(const Image& image, int quality) {
  return encode(interleaved(image), ".jpg", {cv::IMWRITE_JPEG_QUALITY, quality});
}

}  // namespace xil
