#pragma once

#include <string>

#include "analysis/gnuplot.h"
#include "analysis/style.h"
#include "framework/core/image.h"

namespace xil {

/// Outline of a region along its pixels' edges, in pixel coordinates (pixel centres are integers):
/// straight segments, one point "x y" per line, a blank line after each segment.
std::string outline(const Region& region);

/// Blocks of a gnuplot table, eight to a file: gnuplot reads a file from its beginning for each block.
class BlockTable {
 public:
  /// `kind` is the middle of the files' names: FIGURE.KIND.1.tsv, FIGURE.KIND.2.tsv, ...
  BlockTable(std::string figure, std::string kind) : figure_(std::move(figure)), kind_(std::move(kind)) {}
  /// Returns the number of the block.
  std::size_t add(const std::string& content);
  std::size_t size() const { return count_; }
  /// "'FILE' index N"
  std::string source(std::size_t block) const;
  const std::vector<DataFile>& files() const { return files_; }

 private:
  std::string name_of(std::size_t block) const;
  std::string figure_, kind_;
  std::size_t count_ = 0;
  std::vector<DataFile> files_;
};

/// The pictures, maps and outlines of a gallery: collects their tables and writes the commands that
/// draw them.
class Tiles {
 public:
  explicit Tiles(const std::string& figure) : name_(figure), images_(figure, "images"), maps_(figure, "maps"), outlines_(figure, "outlines") {}

  /// Each returns its number among its like.
  std::size_t add_image(const Image& image);
  /// Scaled linearly so that the map's own least value is 0 and its largest 1; a constant map
  /// becomes 0.
  std::size_t add_map(const Map& map);
  std::size_t add_outline(const Region& region);

  /// Functions and palette that the commands below need; goes once at the top of the script.
  static std::string prologue();
  /// The picture in colour with the outline.
  std::string picture(std::size_t image, std::size_t region) const;
  /// The map as heat over the grey picture, with the outline.
  std::string overlay(std::size_t image, std::size_t map, std::size_t region) const;
  /// A horizontal bar that explains the heat, 6 points high.
  std::string colour_bar(const Page& page, double top_pt) const;

  std::vector<DataFile> tables() const;

 private:
  std::string axes() const;
  std::string outline_command(std::size_t region) const;

  std::string name_;
  int height_ = 1, width_ = 1;
  BlockTable images_, maps_, outlines_;
};

}  // namespace xil
