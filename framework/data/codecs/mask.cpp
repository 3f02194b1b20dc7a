#include "framework/data/codecs/mask.h"

#include <algorithm>
#include <limits>

namespace xil {
namespace {

/// Tells for every value of a file whether it marks: one entry per value.
std::vector<std::uint8_t> marking_values(const DecodedFile& decoded, const SourceParams& params) {
  const std::int64_t values = decoded.facts.bits == 16 ? 65536 : 256;
  std::vector<std::uint8_t> marking(static_cast<std::size_t>(values));
  for (const std::int64_t value : params.mask_values) {
    if (value < values) marking[static_cast<std::size_t>(value)] = 1;
  }
  const std::int64_t threshold = params.mask_threshold * (values == 65536 ? 257 : 1);
  if (params.mask_values.empty()) std::fill(marking.begin() + threshold, marking.end(), std::uint8_t{1});
  return marking;
}

/// Calls take(row, column, colour, alpha) for every pixel with its brightest colour and its alpha, which is 0 without
/// an alpha channel.
template <class T>
void for_each_pixel(const DecodedFile& decoded, auto&& take) {
  const cv::Mat& pixels = decoded.pixels;
  const int channels = pixels.channels(), colours = channels - (decoded.facts.alpha ? 1 : 0);
  for (int row = 0; row < pixels.rows; ++row) {
    const T* sample = pixels.ptr<T>(row);
    for (int column = 0; column < pixels.cols; ++column, sample += channels) {
      take(row, column, *std::max_element(sample, sample + colours), colours < channels ? sample[colours] : T{0});
    }
  }
}

/// Collects the first colours of a mask that are not grey.
template <class T>
std::vector<int> colours_of(const DecodedFile& decoded) {
  std::vector<int> found;
  const int channels = decoded.pixels.channels();
  if (decoded.facts.lossy || channels < 3) return found;
  int last = 0;
  for (int row = 0; row < decoded.pixels.rows; ++row) {
    const T* sample = decoded.pixels.ptr<T>(row);
    for (int column = 0; column < decoded.pixels.cols; ++column, sample += channels) {
      if (sample[0] == sample[1] && sample[1] == sample[2]) continue;
      constexpr int kShift = sizeof(T) == 2 ? 8 : 0;
      const int colour = (sample[2] >> kShift) << 16 | (sample[1] >> kShift) << 8 | sample[0] >> kShift;  // BGR
      if (colour == last || found.size() == MaskFacts::kMostColours) continue;
      last = colour;
      if (std::ranges::find(found, colour) == found.end()) found.push_back(colour);
    }
  }
  std::ranges::sort(found);
  return found;
}

template <class T>
InspectedMask read_as(const DecodedFile& decoded, const SourceParams& params) {
  const bool by_alpha = params.mask_channel == MaskChannel::Alpha;
  const std::vector<std::uint8_t> marking = marking_values(decoded, params);
  std::vector<std::size_t> counts(marking.size());
  InspectedMask mask{Region(decoded.pixels.rows, decoded.pixels.cols), {}};
  static_cast<FileFacts&>(mask.facts) = decoded.facts;
  Region& region = mask.region;
  std::size_t border = 0, marked_border = 0;
  T least_alpha = std::numeric_limits<T>::max(), most_alpha = 0, least_colour = least_alpha, most_colour = 0;
  for_each_pixel<T>(decoded, [&](int row, int column, T colour, T alpha) {
    least_alpha = std::min(least_alpha, alpha);
    most_alpha = std::max(most_alpha, alpha);
    least_colour = std::min(least_colour, colour);
    most_colour = std::max(most_colour, colour);
    const T value = by_alpha ? alpha : colour;
    ++counts[value];
    region.at(row, column) = marking[value];
    if (row > 0 && column > 0 && row + 1 < region.height && column + 1 < region.width) return;
    ++border;
    marked_border += marking[value];
  });
  MaskFacts& facts = mask.facts;
  for (std::size_t value = 0; value < counts.size(); ++value) {
    if (counts[value] == 0) continue;
    facts.values.push_back({static_cast<int>(value), counts[value]});
    facts.all += counts[value];
    facts.marked += marking[value] * counts[value];
  }
  facts.colours = colours_of<T>(decoded);
  facts.border = static_cast<double>(marked_border) / static_cast<double>(std::max<std::size_t>(border, 1));
  facts.flat_colours = decoded.facts.alpha && least_alpha < most_alpha && least_colour == most_colour;
  return mask;
}

}  // namespace

InspectedMask read_mask(const PictureFile& file, const DecodedFile& decoded, const SourceParams& params) {
  require(params.mask_channel == MaskChannel::Colours || decoded.facts.alpha,
          "{}: the mask has no alpha channel: leave mask_channel=alpha out", file.name);
  require(params.mask_values.empty() || !decoded.facts.lossy,
          "{}: a JPEG holds no exact values, which mask_values compares: take mask_threshold instead, or a PNG",
          file.name);
  return decoded.facts.bits == 16 ? read_as<std::uint16_t>(decoded, params) : read_as<std::uint8_t>(decoded, params);
}

}  // namespace xil
