#include "framework/data/codecs/scale.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "framework/core/catalogue/source_set.h"
#include "framework/data/codecs/planes.h"

namespace xil {
namespace {

cv::Mat1b resized(const cv::Mat1b& plane, int height, int width) {
  // If one axis grows and the other shrinks, they are scaled one after the other: as soon as one axis grows, OpenCV
  // interpolates both under INTER_AREA.
  cv::Mat1b smaller, result;
  cv::resize(plane, smaller, {std::min(width, plane.cols), std::min(height, plane.rows)}, 0, 0, cv::INTER_AREA);
  cv::resize(smaller, result, {width, height}, 0, 0, cv::INTER_LINEAR_EXACT);
  return result;
}

cv::Mat1b scaled_plane(const cv::Mat1b& plane, const Placement& placed, const SourceParams& params) {
  const int bottom = params.height() - placed.top - placed.height, right = params.width() - placed.left - placed.width;
  const int border = params.pad == Pad::Edge ? cv::BORDER_REPLICATE : cv::BORDER_CONSTANT;
  const auto fill = params.pad == Pad::Mean ? static_cast<double>(std::lround(cv::mean(plane)[0])) : 0.0;
  cv::Mat1b result;
  cv::copyMakeBorder(resized(plane, placed.height, placed.width), result, placed.top, bottom, placed.left, right,
                     border, fill);
  return result;
}

/// Positions [first, last) of a source axis.
struct Span {
  int first = 0, last = 0;
};

/// For each position of an axis of `to` pixels: the positions of an axis of `from` pixels that are scaled into it.
std::vector<Span> spans(int from, int to) {
  std::vector<Span> all;
  const std::int64_t n = from, m = to;
  for (std::int64_t t = 0; t < m; ++t) {
    if (n < m) {
      const auto nearest = static_cast<int>((2 * t + 1) * n / (2 * m));
      all.push_back({nearest, nearest + 1});
    } else {
      all.push_back({static_cast<int>(t * n / m), static_cast<int>(((t + 1) * n + m - 1) / m)});
    }
  }
  return all;
}

}  // namespace

Placement place_picture(int height, int width, const SourceParams& params) {
  Placement placed{0, 0, params.height(), params.width()};
  if (params.fit == Fit::Stretch) return placed;
  // Integers, so that neither the touching side nor the rounding of a half depends on floating point.
  const std::int64_t h = height, w = width;
  const auto scaled = [](std::int64_t side, std::int64_t to, std::int64_t from) {
    return static_cast<int>(std::max<std::int64_t>(1, (2 * side * to + from) / (2 * from)));
  };
  if (h * placed.width >= w * placed.height) {
    placed.width = scaled(w, placed.height, h);
  } else {
    placed.height = scaled(h, placed.width, w);
  }
  placed.top = (params.height() - placed.height) / 2;
  placed.left = (params.width() - placed.width) / 2;
  return placed;
}

Image scale_image(const Image& image, const SourceParams& params) {
  const Placement placed = place_picture(image.height, image.width, params);
  Image scaled(image.channels, params.height(), params.width());
  for (int channel = 0; channel < image.channels; ++channel) {
    const cv::Mat1b plane = scaled_plane(plane_of(image, channel), placed, params);
    std::copy(plane.begin(), plane.end(), &scaled.at(channel, 0, 0));
  }
  return scaled;
}

Region scale_region(const Region& region, const SourceParams& params) {
  const Placement placed = place_picture(region.height, region.width, params);
  const auto rows = spans(region.height, placed.height), columns = spans(region.width, placed.width);
  const auto width = static_cast<std::size_t>(region.width);
  Region scaled(params.height(), params.width());
  std::vector<std::uint8_t> marked(width);  // columns with a marked pixel in the rows of a span
  for (int row = 0; row < placed.height; ++row) {
    std::ranges::fill(marked, 0);
    for (int y = rows[static_cast<std::size_t>(row)].first; y < rows[static_cast<std::size_t>(row)].last; ++y) {
      const std::uint8_t* line = &region.values[region.index(y, 0)];
      for (std::size_t x = 0; x < width; ++x) marked[x] |= line[x];
    }
    for (int column = 0; column < placed.width; ++column) {
      const Span span = columns[static_cast<std::size_t>(column)];
      const bool inside =
          std::any_of(marked.begin() + span.first, marked.begin() + span.last, [](auto m) { return m != 0; });
      scaled.at(placed.top + row, placed.left + column) = inside ? 1 : 0;
    }
  }
  return scaled;
}

std::vector<std::uint8_t> thumbnail(const Image& image) {
  std::vector<cv::Mat1b> channels;
  for (int channel = 0; channel < image.channels; ++channel) {
    channels.push_back(resized(plane_of(image, channel), kThumbnailSide, kThumbnailSide));
  }
  cv::Mat1b grey = channels.front();
  if (channels.size() == 3) {
    cv::Mat rgb;
    cv::merge(channels, rgb);
    cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  }
  return {grey.begin(), grey.end()};
}

}  // namespace xil
