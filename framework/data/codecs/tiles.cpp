#include "framework/data/codecs/tiles.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::string_view kFragment = "#xywh=";

/// Where the tiles of a side begin.
std::vector<int> beginnings(int side, const TileParams& params) {
  const auto size = static_cast<int>(params.size), step = static_cast<int>(params.size - params.overlap);
  std::vector<int> found;
  for (int at = 0; at + size < side; at += step) found.push_back(at);
  found.push_back(std::max(side - size, 0));
  return found;
}

/// Reads "256,0,256,256" and nothing else.
std::optional<Tile> parsed(std::string_view text) {
  std::array<int, 4> numbers{};
  const char *at = text.data(), *end = at + text.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0 && (at == end || *at++ != ',')) return std::nullopt;
    const auto [next, error] = std::from_chars(at, end, numbers[i]);
    if (error != std::errc() || numbers[i] < (i < 2 ? 0 : 1)) return std::nullopt;
    at = next;
  }
  if (at != end) return std::nullopt;
  return Tile{numbers[0], numbers[1], numbers[2], numbers[3]};
}

void require_inside(const Tile& tile, int height, int width) {
  require(tile.left <= width - tile.width && tile.top <= height - tile.height,
          "the tile {} leaves the picture of {} x {} pixels", tile_name(tile), width, height);
}

}  // namespace

std::vector<Tile> tiles_of(int height, int width, const TileParams& params) {
  const int tall = std::min(height, static_cast<int>(params.size)),
            wide = std::min(width, static_cast<int>(params.size));
  std::vector<Tile> tiles;
  for (const int top : beginnings(height, params)) {
    for (const int left : beginnings(width, params)) tiles.push_back({left, top, wide, tall});
  }
  return tiles;
}

std::string tile_name(const Tile& tile) {
  return fmt::format("xywh={},{},{},{}", tile.left, tile.top, tile.width, tile.height);
}

std::optional<TilePath> tile_path(std::string_view path) {
  const std::size_t at = path.rfind(kFragment);
  if (at == std::string_view::npos) return std::nullopt;
  const auto tile = parsed(path.substr(at + kFragment.size()));
  if (!tile) return std::nullopt;
  return TilePath{std::string(path.substr(0, at)), *tile};
}

Image cut(const Image& image, const Tile& tile) {
  require_inside(tile, image.height, image.width);
  Image part(image.channels, tile.height, tile.width);
  for (int channel = 0; channel < image.channels; ++channel) {
    for (int row = 0; row < tile.height; ++row) {
      const auto* from = &image.pixels[image.index(channel, tile.top + row, tile.left)];
      std::copy_n(from, tile.width, &part.pixels[part.index(channel, row, 0)]);
    }
  }
  return part;
}

Region cut(const Region& region, const Tile& tile) {
  require_inside(tile, region.height, region.width);
  Region part(tile.height, tile.width);
  for (int row = 0; row < tile.height; ++row) {
    const auto* from = &region.values[region.index(tile.top + row, tile.left)];
    std::copy_n(from, tile.width, &part.values[part.index(row, 0)]);
  }
  return part;
}

}  // namespace xil
