#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/gnuplot.h"
#include "analysis/drawing/style.h"
#include "framework/core/numeric/image.h"

namespace xil {

/// The outline of a region along its pixels' edges, in pixel coordinates (pixel centres are integers): straight
/// segments, one point "x y" per line, a blank line after each segment.
std::string outline(const Region& region);

/// The pictures, maps and outlines of a gallery: collects their tables and writes the commands that draw them.
///
/// Pixels are binary, in one file for all pictures and one for all maps, since gnuplot takes 50 times as long to read
/// text and to evaluate colours. NAME.images.bin has red, green, blue and grey of every pixel, row by row.
/// NAME.maps.bin has red, green, blue and alpha of the heat, and the map's own level from 0 to 255, so that `using 5
/// with image` draws it with another palette.
class Tiles {
 public:
  explicit Tiles(std::string figure) : name_(std::move(figure)) {}

  /// Each add function returns the number of the new picture, map or outline among those of its kind. Maps and outlines
  /// have the size of the run's pictures, in which a framed picture has its place.
  std::size_t add_image(const FramedPicture& picture);
  std::size_t add_image(const Image& image);
  /// Scales the map linearly so that its smallest value becomes 0 and its largest 1; a constant map becomes 0. Small
  /// maps are interpolated, so that no pixels are seen.
  std::size_t add_map(const Map& map);
  std::size_t add_outline(const Region& region);

  /// The palette of the colour bar, which belongs once at the top of the script.
  static std::string prologue();
  /// The panel of a picture: as large as fits into this rectangle without another shape, and in its middle.
  std::string panel(const Page& page, std::size_t image, double left, double top, double width, double height) const;
  /// The picture in colour with the outline.
  std::string picture(std::size_t image, std::size_t region) const;
  /// The map as heat over the grey picture, with the outline.
  std::string overlay(std::size_t image, std::size_t map, std::size_t region) const;
  /// A horizontal bar that explains the heat, 6 points high.
  std::string colour_bar(const Page& page, double top_pt) const;

  std::vector<DataFile> tables() const;

 private:
  /// Where pixels lie in their file, and in the run's picture.
  struct Pixels {
    std::size_t begin = 0;  ///< in bytes
    int height = 1, width = 1;
    int top = 0, left = 0, frame_height = 1, frame_width = 1;
  };
  std::string axes(std::size_t image) const;
  std::string pixels(std::string_view kind, const Pixels& own, std::size_t bytes_per_pixel) const;
  std::string outline_command(std::size_t region) const;

  std::string name_;
  std::vector<Pixels> pictures_, drawn_maps_;
  std::size_t outline_count_ = 0;
  std::string images_, maps_, outlines_;
};

/// Where the tiles of a gallery go, in points: rows of equal height with their labels on the left.
struct TileGrid {
  double top = 0;  ///< of the first row
  double tile = 0, tile_height = 0;
  double row_height = 0;  ///< with what stands below a tile
  double gap = 0;         ///< between columns
  static constexpr double kLeft = 62, kLargestTile = 62;
  static constexpr double kRoom = kFullWidth_pt - kLeft - 4;  ///< for all columns

  double column_left(std::size_t i) const { return kLeft + static_cast<double>(i) * (tile + gap); }
  double row_top(std::size_t i) const { return top + static_cast<double>(i) * row_height; }
};
/// Height by width of a tile in which these pictures fit, unless they are extreme.
double shape_of(std::span<const FramedPicture* const> pictures);
/// Rows of two tiles above each other, with lines of small print below, in so many columns; `shape`: a tile's height by
/// its width.
TileGrid grid_of_pairs(double top, std::size_t columns, double shape, std::size_t lines);
/// The same for pictures like this one, with two lines of print.
TileGrid grid_of_pairs(double top, std::size_t columns, const Image& image);

/// The parts of a gallery around its tiles.
struct GalleryFrame {
  const Blocks& blocks;
  const PageName& name;
  std::string title;       ///< "DATASET: title, seed N"
  std::string caption;     ///< is followed by the digest of the inputs
  double caption_top = 0;  ///< in points
  std::string says = {};   ///< see Figure
};
/// `draw` returns the commands of all tiles.
Figure gallery_figure(const GalleryFrame& frame, const std::function<std::string(const Page&, Tiles&)>& draw);

}  // namespace xil
