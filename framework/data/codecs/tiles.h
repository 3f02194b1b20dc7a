#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/core/catalogue/source_params.h"
#include "framework/core/numeric/image.h"

// Tiles of pictures: where they lie, and how the path of an item names one.
namespace xil {

/// A part of a picture, in pixels from its upper left corner (after its orientation was applied).
struct Tile {
  int left = 0, top = 0, width = 0, height = 0;
  bool operator==(const Tile&) const = default;
};

/// The tiles of a picture, row by row. They begin every size - overlap pixels; the last one of a row or column ends
/// with the picture, so that every pixel lies in a tile and no tile leaves the picture. A side shorter than a tile is
/// taken whole.
/// Precondition: params.size > 0.
std::vector<Tile> tiles_of(int height, int width, const TileParams& params);

/// "xywh=256,0,256,256": left, top, width and height, as a media fragment (W3C Media Fragments URI 1.0, 4.2.2) has it.
std::string tile_name(const Tile& tile);

struct TilePath {
  std::string picture;
  Tile tile;
};
/// The picture and the tile that "a/b.png#xywh=256,0,256,256" names; nothing for a path that names no tile.
std::optional<TilePath> tile_path(std::string_view path);

/// The pixels of a tile. Fails where it leaves the picture.
Image cut(const Image& image, const Tile& tile);
Region cut(const Region& region, const Tile& tile);

}  // namespace xil
