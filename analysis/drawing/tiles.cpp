#include "analysis/drawing/tiles.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "analysis/drawing/map_colours.h"

namespace xil {
namespace {

constexpr int kScaleSteps = 128;

/// A map has at least so many pixels along its longer side in figures: fewer would be seen as squares.
constexpr int kSmoothSide = 128;

/// The map with `factor` times as many pixels along each side, bilinear between the pixels' centres.
Map enlarged(const Map& map, int factor) {
  if (factor < 2) return map;
  Map result(map.height * factor, map.width * factor);
  const auto at = [&](int row, int column) {
    return double{map.at(std::clamp(row, 0, map.height - 1), std::clamp(column, 0, map.width - 1))};
  };
  for (int row = 0; row < result.height; ++row) {
    const double y = (row + 0.5) / factor - 0.5, top = std::floor(y);
    for (int column = 0; column < result.width; ++column) {
      const double x = (column + 0.5) / factor - 0.5, left = std::floor(x);
      const int r = static_cast<int>(top), c = static_cast<int>(left);
      const double above = std::lerp(at(r, c), at(r, c + 1), x - left),
                   below = std::lerp(at(r + 1, c), at(r + 1, c + 1), x - left);
      result.at(row, column) = static_cast<float>(std::lerp(above, below, y - top));
    }
  }
  return result;
}

bool inside(const Region& region, int row, int column) {
  return row >= 0 && column >= 0 && row < region.height && column < region.width && region.at(row, column) != 0;
}

std::string segment(double x1, double y1, double x2, double y2) {
  return fmt::format("{:g} {:g}\n{:g} {:g}\n\n", x1, y1, x2, y2);
}

}  // namespace

std::string outline(const Region& region) {
  std::string lines;
  for (int row = 0; row <= region.height; ++row) {
    for (int column = 0, start = 0; column <= region.width; ++column) {
      const bool edge = column < region.width && inside(region, row - 1, column) != inside(region, row, column);
      if (edge) continue;
      if (start < column) lines += segment(start - 0.5, row - 0.5, column - 0.5, row - 0.5);
      start = column + 1;
    }
  }
  for (int column = 0; column <= region.width; ++column) {
    for (int row = 0, start = 0; row <= region.height; ++row) {
      const bool edge = row < region.height && inside(region, row, column - 1) != inside(region, row, column);
      if (edge) continue;
      if (start < row) lines += segment(column - 0.5, start - 0.5, column - 0.5, row - 0.5);
      start = row + 1;
    }
  }
  return lines;
}

std::size_t Tiles::add_image(const FramedPicture& picture) {
  const Image& image = picture.image;
  pictures_.push_back({images_.size(), image.height, image.width, picture.top, picture.left, picture.frame_height,
                       picture.frame_width});
  for (int row = 0; row < image.height; ++row) {
    for (int column = 0; column < image.width; ++column) {
      const std::uint8_t red = image.at(0, row, column);
      const std::uint8_t green = image.channels >= 3 ? image.at(1, row, column) : red;
      const std::uint8_t blue = image.channels >= 3 ? image.at(2, row, column) : red;
      const auto grey = static_cast<std::uint8_t>(std::lround(0.299 * red + 0.587 * green + 0.114 * blue));
      for (const std::uint8_t byte : {red, green, blue, grey}) images_ += static_cast<char>(byte);
    }
  }
  return pictures_.size() - 1;
}

std::size_t Tiles::add_image(const Image& image) {
  return add_image(FramedPicture{0, image, {}, 0, 0, image.height, image.width});
}

std::size_t Tiles::add_map(const Map& map) {
  const int factor = std::max(1, (kSmoothSide + std::max(map.height, map.width) - 1) / std::max(map.height, map.width));
  drawn_maps_.push_back({maps_.size(), map.height * factor, map.width * factor, 0, 0, map.height, map.width});
  const auto [least, largest] = std::minmax_element(map.values.begin(), map.values.end());
  const float low = *least, span = *largest - *least;
  const Map smooth = enlarged(map, factor);
  for (const float value : smooth.values) {
    const double share = span > 0 ? double{value - low} / double{span} : 0;
    const double level = std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0;
    for (const std::uint8_t byte : map_colour(level)) maps_ += static_cast<char>(byte);
    maps_ += static_cast<char>(std::lround(90 + 110 * level));  // weak relevance lets the picture show through
    maps_ += static_cast<char>(std::lround(255 * level));
  }
  return drawn_maps_.size() - 1;
}

std::size_t Tiles::add_outline(const Region& region) {
  const std::string lines = outline(region);
  // gnuplot counts blocks by their data, so that an empty block needs a point outside of the visible range.
  outlines_ += fmt::format("# outline {}\n{}\n", outline_count_, lines.empty() ? "-9 -9\n\n" : lines);
  return outline_count_++;
}

std::string Tiles::prologue() {
  std::vector<std::string> stops;
  for (std::size_t i = 0; i < kMapColours.size(); ++i) {
    const auto [red, green, blue] = kMapColours[i];
    stops.push_back(fmt::format("{:.1f} '#{:02x}{:02x}{:02x}'", 0.1 * static_cast<double>(i), red, green, blue));
  }
  return fmt::format("set palette defined ({})\nset cbrange [0:1]\nunset colorbox\n", fmt::join(stops, ", "));
}

std::string Tiles::panel(const Page& page, std::size_t image, double left, double top, double width,
                         double height) const {
  const Pixels& own = pictures_.at(image);
  const double aspect = double(own.height) / own.width, fitted_width = std::min(width, height / aspect),
               fitted_height = fitted_width * aspect;
  return page.panel(left + (width - fitted_width) / 2, top + (height - fitted_height) / 2, fitted_width, fitted_height);
}

std::string Tiles::axes(std::size_t image) const {
  const Pixels& own = pictures_.at(image);
  return fmt::format(
      "unset tics\nset border 15 lw 0.4 lc rgb '#444444'\nset xrange [{}:{}]\nset yrange "
      "[{}:{}]\n",
      own.left - 0.5, own.left + own.frame_width - 0.5, own.top + own.frame_height - 0.5, own.top - 0.5);
}

std::string Tiles::pixels(std::string_view kind, const Pixels& own, std::size_t bytes_per_pixel) const {
  std::string format;
  for (std::size_t i = 0; i < bytes_per_pixel; ++i) format += "%uint8";
  const double dx = double(own.frame_width) / own.width, dy = double(own.frame_height) / own.height;
  const bool plain = own.width == own.frame_width && own.height == own.frame_height && own.left == 0 && own.top == 0;
  const std::string place = plain ? std::string()
                                  : fmt::format(" dx={:.8g} dy={:.8g} origin=({:.8g},{:.8g})", dx, dy,
                                                own.left - 0.5 + dx / 2, own.top - 0.5 + dy / 2);
  return fmt::format("'{}.{}.bin' binary array=({},{}){} skip={} format='{}'", name_, kind, own.width, own.height,
                     place, own.begin, format);
}

std::string Tiles::outline_command(std::size_t region) const {
  return fmt::format(
      "'{0}.outlines.tsv' index {1} using 1:2 with lines lw 1.6 lc rgb '{2}' notitle, "
      "'' index {1} using 1:2 with lines lw 0.7 lc rgb '{3}' notitle\nunset label\n",
      name_, region, kOutlineEdge_css, kOutlineColour_css);
}

std::string Tiles::picture(std::size_t image, std::size_t region) const {
  return axes(image) +
         fmt::format("plot {} using 1:2:3 with rgbimage notitle, ", pixels("images", pictures_.at(image), 4)) +
         outline_command(region);
}

std::string Tiles::overlay(std::size_t image, std::size_t map, std::size_t region) const {
  return axes(image) +
         fmt::format("plot {} using 4:4:4 with rgbimage notitle, {} using 1:2:3:4 with rgbalpha notitle, ",
                     pixels("images", pictures_.at(image), 4), pixels("maps", drawn_maps_.at(map), 5)) +
         outline_command(region);
}

std::string Tiles::colour_bar(const Page& page, double top_pt) const {
  constexpr double kWidth = 120;
  const double left = page.width_pt / 2, middle = top_pt + 3;
  return page.panel(left, top_pt, kWidth, 6) +
         page.label("relevance, each map on its own scale:  least", left - 4, middle, "right") +
         page.label("largest", left + kWidth + 4, middle, "left") +
         "set border 15 lw 0.4\nunset tics\nset xrange [0:1]\nset yrange [0:1]\n" +
         fmt::format("plot '{}.scale.tsv' matrix using ($1/{}):2:3 with image notitle\nunset label\n", name_,
                     kScaleSteps);
}

std::vector<DataFile> Tiles::tables() const {
  std::vector<DataFile> files = {{name_ + ".images.bin", images_}, {name_ + ".outlines.tsv", outlines_}};
  if (drawn_maps_.empty()) return files;
  std::string row;
  for (int i = 0; i <= kScaleSteps; ++i) {
    row += fmt::format("{}{:.4f}", i == 0 ? "" : " ", static_cast<double>(i) / kScaleSteps);
  }
  files.insert(files.begin() + 1, {name_ + ".maps.bin", maps_});
  files.push_back({name_ + ".scale.tsv", row + "\n" + row + "\n"});
  return files;
}

double shape_of(std::span<const FramedPicture* const> pictures) {
  constexpr double kFlattest = 0.2, kTallest = 1.5;
  double most = kFlattest;
  for (const FramedPicture* picture : pictures)
    most = std::max(most, double(picture->image.height) / picture->image.width);
  return std::min(most, kTallest);
}

TileGrid grid_of_pairs(double top, std::size_t columns, double shape, std::size_t lines) {
  constexpr double kGap = 6;
  const double text = 4 + 7 * static_cast<double>(lines);
  TileGrid grid{top, 0, 0, 0, kGap};
  grid.tile = std::min(TileGrid::kLargestTile, TileGrid::kRoom / static_cast<double>(columns) - kGap);
  grid.tile_height = grid.tile * shape;
  grid.row_height = 2 * grid.tile_height + 2 + text + kGap;
  return grid;
}

TileGrid grid_of_pairs(double top, std::size_t columns, const Image& image) {
  return grid_of_pairs(top, columns, double(image.height) / image.width, 2);
}

Figure gallery_figure(const GalleryFrame& frame, const std::function<std::string(const Page&, Tiles&)>& draw) {
  const auto lines = [&](const std::string& digest) {
    return wrap(fmt::format("{} Inputs: {}", frame.caption, digest), caption_columns(kFullWidth_pt));
  };
  const Page page{kFullWidth_pt,
                  frame.caption_top + kCaptionLine_pt * static_cast<double>(lines(std::string(12, '0')).size())};
  Tiles tiles(frame.name.figure);
  const std::string title = fmt::format("{}: {}, seed {}{}", frame.blocks.dataset, frame.title,
                                        frame.blocks.units.front().text(), frame.name.title);
  const std::string body = page.title(title) + draw(page, tiles);
  Figure figure{frame.name.figure, {}, {}, tiles.tables()};
  figure.says = frame.says;
  figure.digest = figure_digest(frame.blocks, figure.data);
  figure.script = script_head(figure.name, page.width_pt, page.height_pt) + Tiles::prologue() + "set multiplot\n" +
                  caption(page, lines(figure.digest), 4, frame.caption_top) + body + "unset multiplot\n";
  return figure;
}

}  // namespace xil
