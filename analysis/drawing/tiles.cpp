#include "analysis/drawing/tiles.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace xil {
namespace {

constexpr int kScaleSteps = 128;

/// The colours of the heat: those of a black body, monotone in lightness.
struct HeatStop {
  double level;
  std::array<int, 3> colour;
};
constexpr HeatStop kHeat[] = {{0, {0x00, 0x00, 0x04}},
                              {0.25, {0x56, 0x10, 0x6e}},
                              {0.5, {0xbb, 0x37, 0x54}},
                              {0.75, {0xf9, 0x8c, 0x0a}},
                              {1, {0xfc, 0xff, 0xa4}}};

std::array<double, 3> heat(double level) {
  const HeatStop* above = std::end(kHeat) - 1;
  while (above - 1 > std::begin(kHeat) && (above - 1)->level >= level) --above;
  const HeatStop& below = *(above - 1);
  std::array<double, 3> colour{};
  for (std::size_t c = 0; c < 3; ++c)
    colour[c] = std::lerp(double(below.colour[c]), double(above->colour[c]),
                          (level - below.level) / (above->level - below.level));
  return colour;
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

std::size_t Tiles::add_image(const Image& image) {
  height_ = image.height;
  width_ = image.width;
  for (int row = 0; row < image.height; ++row) {
    for (int column = 0; column < image.width; ++column) {
      const std::uint8_t red = image.at(0, row, column);
      const std::uint8_t green = image.channels >= 3 ? image.at(1, row, column) : red;
      const std::uint8_t blue = image.channels >= 3 ? image.at(2, row, column) : red;
      const auto grey = static_cast<std::uint8_t>(std::lround(0.299 * red + 0.587 * green + 0.114 * blue));
      for (const std::uint8_t byte : {red, green, blue, grey}) images_ += static_cast<char>(byte);
    }
  }
  return image_count_++;
}

std::size_t Tiles::add_map(const Map& map) {
  const auto [least, largest] = std::minmax_element(map.values.begin(), map.values.end());
  const float span = *largest - *least;
  for (const float value : map.values) {
    const double level = span > 0 ? (value - *least) / span : 0;
    for (const double byte : heat(level)) maps_ += static_cast<char>(std::lround(byte));
    maps_ += static_cast<char>(std::lround(90 + 110 * level));  // weak relevance lets the picture show through
    maps_ += static_cast<char>(std::lround(255 * level));
  }
  return map_count_++;
}

std::size_t Tiles::add_outline(const Region& region) {
  const std::string lines = outline(region);
  // gnuplot counts blocks by their data, so that an empty block needs a point outside of the visible range.
  outlines_ += fmt::format("# outline {}\n{}\n", outline_count_, lines.empty() ? "-9 -9\n\n" : lines);
  return outline_count_++;
}

std::string Tiles::prologue() {
  std::vector<std::string> stops;
  for (const HeatStop& stop : kHeat) {
    const auto [red, green, blue] = stop.colour;
    stops.push_back(fmt::format("{} '#{:02x}{:02x}{:02x}'", stop.level, red, green, blue));
  }
  return fmt::format("set palette defined ({})\nset cbrange [0:1]\nunset colorbox\n", fmt::join(stops, ", "));
}

std::string Tiles::axes() const {
  return fmt::format(
      "unset tics\nset border 15 lw 0.4 lc rgb '#444444'\nset xrange [-0.5:{}]\nset yrange "
      "[{}:-0.5]\n",
      width_ - 0.5, height_ - 0.5);
}

std::string Tiles::pixels(std::string_view kind, std::size_t number, std::size_t bytes_per_pixel) const {
  std::string format;
  for (std::size_t i = 0; i < bytes_per_pixel; ++i) format += "%uint8";
  const std::size_t before =
      number * static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_) * bytes_per_pixel;
  return fmt::format("'{}.{}.bin' binary array=({},{}) skip={} format='{}'", name_, kind, width_, height_, before,
                     format);
}

std::string Tiles::outline_command(std::size_t region) const {
  return fmt::format(
      "'{0}.outlines.tsv' index {1} using 1:2 with lines lw 1.5 lc rgb '#000000' notitle, "
      "'' index {1} using 1:2 with lines lw 0.7 lc rgb '#00ffff' notitle\nunset label\n",
      name_, region);
}

std::string Tiles::picture(std::size_t image, std::size_t region) const {
  return axes() + fmt::format("plot {} using 1:2:3 with rgbimage notitle, ", pixels("images", image, 4)) +
         outline_command(region);
}

std::string Tiles::overlay(std::size_t image, std::size_t map, std::size_t region) const {
  return axes() +
         fmt::format("plot {} using 4:4:4 with rgbimage notitle, {} using 1:2:3:4 with rgbalpha notitle, ",
                     pixels("images", image, 4), pixels("maps", map, 5)) +
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
  if (map_count_ == 0) return files;
  std::string row;
  for (int i = 0; i <= kScaleSteps; ++i) {
    row += fmt::format("{}{:.4f}", i == 0 ? "" : " ", static_cast<double>(i) / kScaleSteps);
  }
  files.insert(files.begin() + 1, {name_ + ".maps.bin", maps_});
  files.push_back({name_ + ".scale.tsv", row + "\n" + row + "\n"});
  return files;
}

TileGrid grid_of_pairs(double top, std::size_t columns, const Image& image) {
  constexpr double kGap = 6, kText = 18;
  TileGrid grid{top, 0, 0, 0, kGap};
  grid.tile = std::min(TileGrid::kLargestTile, TileGrid::kRoom / static_cast<double>(columns) - kGap);
  grid.tile_height = grid.tile * image.height / image.width;
  grid.row_height = 2 * grid.tile_height + 2 + kText + kGap;
  return grid;
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
  const std::string body = page.label(title, page.width_pt / 2, 9, "center font bold") + draw(page, tiles);
  Figure figure{frame.name.figure, {}, {}, tiles.tables()};
  figure.digest = figure_digest(frame.blocks, figure.data);
  figure.script = script_head(figure.name, page.width_pt, page.height_pt) + Tiles::prologue() + "set multiplot\n" +
                  caption(page, lines(figure.digest), 4, frame.caption_top) + body + "unset multiplot\n";
  return figure;
}

}  // namespace xil
