#include "framework/loop/mask_noise.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace xil {
namespace {

struct Pixel {
  int row, column;
};

std::vector<Pixel> pixels_of(const Region& region) {
  std::vector<Pixel> pixels;
  for (int row = 0; row < region.height; ++row) {
    for (int column = 0; column < region.width; ++column) {
      if (region.at(row, column) != 0) pixels.push_back({row, column});
    }
  }
  return pixels;
}

Region incomplete(const Region& region, double share, Rng& rng) {
  std::vector<Pixel> pixels = pixels_of(region);
  const double angle = 2 * std::numbers::pi * rng.uniform();
  const double down = std::sin(angle), right = std::cos(angle);
  std::ranges::stable_sort(pixels, {}, [&](const Pixel& p) { return down * p.row + right * p.column; });
  const auto kept = static_cast<std::size_t>(std::lround((1 - share) * static_cast<double>(pixels.size())));
  Region out(region.height, region.width);
  for (std::size_t i = 0; i < kept; ++i) out.at(pixels[i].row, pixels[i].column) = 1;
  return out;
}

Region moved(const Region& region, int down, int right) {
  Region out(region.height, region.width);
  for (const Pixel& p : pixels_of(region)) {
    const int row = p.row + down, column = p.column + right;
    if (row >= 0 && row < out.height && column >= 0 && column < out.width) out.at(row, column) = 1;
  }
  return out;
}

Region shifted(const Region& region, double distance, Rng& rng) {
  const double angle = 2 * std::numbers::pi * rng.uniform();
  return moved(region, static_cast<int>(std::lround(distance * std::sin(angle))),
               static_cast<int>(std::lround(distance * std::cos(angle))));
}

Region anywhere(const Region& region, Rng& rng) {
  const std::vector<Pixel> pixels = pixels_of(region);
  if (pixels.empty()) return region;
  const auto [top, bottom] = std::ranges::minmax(pixels, {}, &Pixel::row);
  const auto [left, right] = std::ranges::minmax(pixels, {}, &Pixel::column);
  const auto place = [&](int side, int first, int last) {
    const auto places = static_cast<std::uint64_t>(side - (last - first));
    return static_cast<int>(rng.below(places)) - first;
  };
  const int down = place(region.height, top.row, bottom.row);
  return moved(region, down, place(region.width, left.column, right.column));
}

Region random_pixels(const Region& region, Rng& rng) {
  Region out(region.height, region.width);
  for (std::uint8_t& pixel : out.values) pixel = rng.bernoulli(0.5) ? 1 : 0;
  return out;
}

/// So many pixels of a side as `at_28` are of 28; at least one.
int in_proportion(int at_28, int side) { return std::max(1, static_cast<int>(std::lround(at_28 * side / 28.0))); }

/// The first pixel of a bar across a border: at the far end of the side if the region is nearer to its beginning.
int opposite_end(int side, int thickness, double centre) { return 2 * centre < side - 1 ? side - thickness : 0; }

Region opposite_bar(const Region& region, Rng& rng) {
  constexpr int kLong = 8, kShort = 2;
  const bool across = rng.bernoulli(0.5);
  const std::vector<Pixel> pixels = pixels_of(region);
  const auto [top, bottom] = std::ranges::minmax(pixels, {}, &Pixel::row);
  const auto [left, right] = std::ranges::minmax(pixels, {}, &Pixel::column);
  const int rows = in_proportion(across ? kShort : kLong, region.height);
  const int columns = in_proportion(across ? kLong : kShort, region.width);
  const int first_row =
      across ? opposite_end(region.height, rows, (top.row + bottom.row) / 2.0) : (region.height - rows) / 2;
  const int first_column =
      across ? (region.width - columns) / 2 : opposite_end(region.width, columns, (left.column + right.column) / 2.0);
  Region out(region.height, region.width);
  for (int row = first_row; row < first_row + rows; ++row) {
    for (int column = first_column; column < first_column + columns; ++column) out.at(row, column) = 1;
  }
  return out;
}

Region lower_half(const Region& region) {
  const std::vector<Pixel> pixels = pixels_of(region);
  Region out(region.height, region.width);
  for (std::size_t i = pixels.size() / 2; i < pixels.size(); ++i) out.at(pixels[i].row, pixels[i].column) = 1;
  return out;
}

}  // namespace

bool invents_region(MaskNoise noise) {
  return noise == MaskNoise::RandomPixels || noise == MaskNoise::OppositeBar || noise == MaskNoise::WholePicture;
}

Region with_mask_noise(const Region& region, const OracleParams& params, Rng rng) {
  if (area(region) == 0) return region;
  switch (params.mask_noise) {
    case MaskNoise::None:
      return region;
    case MaskNoise::Incomplete:
      return incomplete(region, params.mask_noise_share, rng);
    case MaskNoise::Dilated:
      return dilate(region, params.mask_noise_px);
    case MaskNoise::Shifted:
      return shifted(region, params.mask_noise_px, rng);
    case MaskNoise::Arbitrary:
      return anywhere(region, rng);
    case MaskNoise::RandomPixels:
      return random_pixels(region, rng);
    case MaskNoise::OppositeBar:
      return opposite_bar(region, rng);
    case MaskNoise::LowerHalf:
      return lower_half(region);
    case MaskNoise::WholePicture:
      return Region(region.height, region.width, 1);
  }
  return region;
}

}  // namespace xil
