#include "framework/nn/explainers/fill.h"

#include <cmath>

#include "framework/core/base/error.h"

namespace xil {
namespace {

/// [side, side] Gaussian weights; every row sums to 1.
std::vector<double> gaussian_rows(int side) {
  const double sigma = side / 10.0;
  std::vector<double> weights;
  for (int to = 0; to < side; ++to) {
    std::vector<double> row;
    double sum = 0;
    for (int from = 0; from < side; ++from) {
      const double distance = (to - from) / sigma;
      row.push_back(std::exp(-0.5 * distance * distance));
      sum += row.back();
    }
    for (const double weight : row) weights.push_back(weight / sum);
  }
  return weights;
}

void fill_with_mean(std::span<const std::uint8_t> channel, std::span<float> out) {
  double sum = 0;
  for (const std::uint8_t pixel : channel) sum += pixel;
  std::fill(out.begin(), out.end(), static_cast<float>(sum / static_cast<double>(channel.size())));
}

void fill_with_blur(std::span<const std::uint8_t> channel, int height, int width, std::span<float> out) {
  const auto h = static_cast<std::size_t>(height), w = static_cast<std::size_t>(width);
  const auto down = gaussian_rows(height), across = gaussian_rows(width);
  std::vector<double> half(h * w, 0.0);  // blurred along the rows only
  for (std::size_t y = 0; y < h; ++y) {
    for (std::size_t x = 0; x < w; ++x) {
      for (std::size_t k = 0; k < w; ++k) half[y * w + x] += across[x * w + k] * channel[y * w + k];
    }
  }
  for (std::size_t y = 0; y < h; ++y) {
    for (std::size_t x = 0; x < w; ++x) {
      double sum = 0;
      for (std::size_t k = 0; k < h; ++k) sum += down[y * h + k] * half[k * w + x];
      out[y * w + x] = static_cast<float>(sum);
    }
  }
}

}  // namespace

std::vector<float> fill_pixels(const Image& image, Fill fill) {
  require(image.channels > 0 && image.height > 0 && image.width > 0, "a picture of {} x {} x {} has nothing to fill",
          image.channels, image.height, image.width);
  std::vector<float> filled(image.size(), 0.0f);
  require(fill != Fill::Colour, "a random colour is no fill of the image alone");
  if (fill == Fill::Black) return filled;
  const std::size_t plane = image.size() / static_cast<std::size_t>(image.channels);
  for (std::size_t start = 0; start < image.size(); start += plane) {
    const auto channel = std::span(image.pixels).subspan(start, plane);
    const auto out = std::span(filled).subspan(start, plane);
    if (fill == Fill::Mean) {
      fill_with_mean(channel, out);
    } else {
      fill_with_blur(channel, image.height, image.width, out);
    }
  }
  return filled;
}

void draw_colour(Rng& rng, std::span<float> channels) {
  for (float& value : channels) value = static_cast<float>(rng.below(256));
}

}  // namespace xil
