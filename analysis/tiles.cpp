#include "analysis/tiles.h"

#include <fmt/format.h>

#include <algorithm>

namespace xil {
namespace {

constexpr int kScaleSteps = 128;
constexpr std::size_t kBlocksPerFile = 8;

bool inside(const Region& region, int row, int column) {
  return row >= 0 && column >= 0 && row < region.height && column < region.width &&
         region.at(row, column) != 0;
}

std::string segment(double x1, double y1, double x2, double y2) {
  return fmt::format("{:g} {:g}\n{:g} {:g}\n\n", x1, y1, x2, y2);
}

}  // namespace

std::string outline(const Region& region) {
  std::string lines;
  for (int row = 0; row <= region.height; ++row) {
    for (int column = 0, start = 0; column <= region.width; ++column) {
      const bool edge =
          column < region.width && inside(region, row - 1, column) != inside(region, row, column);
      if (edge) continue;
      if (start < column) lines += segment(start - 0.5, row - 0.5, column - 0.5, row - 0.5);
      start = column + 1;
    }
  }
  for (int column = 0; column <= region.width; ++column) {
    for (int row = 0, start = 0; row <= region.height; ++row) {
      const bool edge =
          row < region.height && inside(region, row, column - 1) != inside(region, row, column);
      if (edge) continue;
      if (start < row) lines += segment(column - 0.5, start - 0.5, column - 0.5, row - 0.5);
      start = row + 1;
    }
  }
  return lines;
}

std::string BlockTable::name_of(std::size_t block) const { return fmt::format("{}.{}.{}.tsv", figure_, kind_, block / kBlocksPerFile + 1); }

std::size_t BlockTable::add(const std::string& content) {
  if (count_ % kBlocksPerFile == 0) files_.push_back({name_of(count_), {}});
  files_.back().content += content;
  return count_++;
}

std::string BlockTable::source(std::size_t block) const {
  return fmt::format("{} index {}", gnuplot_string(name_of(block)), block % kBlocksPerFile);
}

std::size_t Tiles::add_image(const Image& image) {
  height_ = image.height;
  width_ = image.width;
  std::string text = fmt::format("# image {}: 65536 red + 256 green + blue, row by row\n", images_.size());
  for (int row = 0; row < image.height; ++row) {
    for (int column = 0; column < image.width; ++column) {
      const int red = image.at(0, row, column);
      const int green = image.channels >= 3 ? image.at(1, row, column) : red;
      const int blue = image.channels >= 3 ? image.at(2, row, column) : red;
      text += fmt::format("{}{}", column == 0 ? "" : " ", 65536 * red + 256 * green + blue);
    }
    text += '\n';
  }
  return images_.add(text + "\n\n");
}

std::size_t Tiles::add_map(const Map& map) {
  const auto [least, largest] = std::minmax_element(map.values.begin(), map.values.end());
  const float span = *largest - *least;
  std::string text = fmt::format("# map {}: from {:g} (0) to {:g} (1), row by row\n", maps_.size(), *least, *largest);
  for (int row = 0; row < map.height; ++row) {
    for (int column = 0; column < map.width; ++column) {
      const float value = span > 0 ? (map.at(row, column) - *least) / span : 0;
      text += fmt::format("{}{:.3f}", column == 0 ? "" : " ", value);
    }
    text += '\n';
  }
  return maps_.add(text + "\n\n");
}

std::size_t Tiles::add_outline(const Region& region) {
  const std::string lines = outline(region);
  // gnuplot counts blocks by their data, so that an empty one needs a point that is never seen.
  return outlines_.add(fmt::format("# outline {}\n{}\n", outlines_.size(), lines.empty() ? "-9 -9\n\n" : lines));
}

std::string Tiles::prologue() {
  return "red(v) = int(v) / 65536\ngreen(v) = int(v) / 256 % 256\nblue(v) = int(v) % 256\n"
         "grey(v) = 0.299 * red(v) + 0.587 * green(v) + 0.114 * blue(v)\n"
         "# Heat: black body colours (monotone in lightness); weak relevance lets the picture "
         "through.\n"
         "set palette defined (0 '#000004', 0.25 '#56106e', 0.5 '#bb3754', 0.75 '#f98c0a', 1 "
         "'#fcffa4')\n"
         "set cbrange [0:1]\nunset colorbox\nalpha(v) = 90 + 110 * v\n";
}

std::string Tiles::axes() const {
  return fmt::format(
      "unset tics\nset border 15 lw 0.4 lc rgb '#444444'\nset xrange [-0.5:{}]\nset yrange "
      "[{}:-0.5]\n",
      width_ - 0.5, height_ - 0.5);
}

std::string Tiles::outline_command(std::size_t region) const {
  const std::string source = outlines_.source(region);
  return fmt::format(
      "{0} using 1:2 with lines lw 1.5 lc rgb '#000000' notitle, "
      "{0} using 1:2 with lines lw 0.7 lc rgb '#00ffff' notitle\nunset label\n",
      source);
}

std::string Tiles::picture(std::size_t image, std::size_t region) const {
  return axes() +
         fmt::format("plot {} matrix using 1:2:(red($3)):(green($3)):(blue($3)) with rgbimage notitle, ", images_.source(image)) +
         outline_command(region);
}

std::string Tiles::overlay(std::size_t image, std::size_t map, std::size_t region) const {
  return axes() +
         fmt::format(
             "plot {} matrix using 1:2:(grey($3)):(grey($3)):(grey($3)) with rgbimage notitle, {} matrix using "
             "1:2:(red(palette($3))):(green(palette($3))):(blue(palette($3))):(alpha($3)) "
             "with rgbalpha notitle, ",
             images_.source(image), maps_.source(map)) +
         outline_command(region);
}

std::string Tiles::colour_bar(const Page& page, double top_pt) const {
  constexpr double kWidth = 120;
  const double left = page.width_pt / 2, middle = top_pt + 3;
  return page.panel(left, top_pt, kWidth, 6) +
         page.label("relevance, each map on its own scale:  least", left - 4, middle, "right") +
         page.label("largest", left + kWidth + 4, middle, "left") +
         "set border 15 lw 0.4\nunset tics\nset xrange [0:1]\nset yrange [0:1]\n" +
         fmt::format(
             "plot '{}.scale.tsv' matrix using ($1/{}):2:3 with image notitle\nunset label\n",
             name_, kScaleSteps);
}

std::vector<DataFile> Tiles::tables() const {
  std::vector<DataFile> files;
  for (const BlockTable* table : {&images_, &maps_, &outlines_}) files.insert(files.end(), table->files().begin(), table->files().end());
  if (maps_.size() == 0) return files;
  std::string row;
  for (int i = 0; i <= kScaleSteps; ++i) {
    row += fmt::format("{}{:.4f}", i == 0 ? "" : " ", static_cast<double>(i) / kScaleSteps);
  }
  files.push_back({name_ + ".scale.tsv", row + "\n" + row + "\n"});
  return files;
}

}  // namespace xil
