#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/numeric/image.h"
#include "framework/core/numeric/map_colours.h"

// One explained decision as a picture for viewing.
namespace xil {

/// A small picture with lines of text below it.
struct OverlayTile {
  Image image;
  std::vector<std::string> caption;
};

/// Small pictures, one below the other, under a heading.
struct OverlayColumn {
  std::string title;
  std::vector<OverlayTile> tiles;
};

/// The content of a drawing. Pictures are grey or RGB; map and region have the size of `image`.
struct Overlay {
  Image image;
  Map map;
  double baseline = 0;           ///< the map's value that says nothing about a pixel, marked on the colour bar
  std::optional<Region> region;  ///< outlined over the map
  std::string region_title;      ///< for the legend of the outline
  std::string title;
  std::vector<std::string> details;  ///< lines below the title
  std::string image_title, map_title;
  std::vector<OverlayColumn> columns;  ///< to the right, one beside the other
  int longer_side = 448;               ///< to which the picture is scaled, in pixels
};

struct Box {
  int left = 0, top = 0, width = 0, height = 0;
};

/// The places of the parts of a drawing, in pixels.
struct OverlayLayout {
  int width = 0, height = 0;
  Box image, blended;
  Box bar;                   ///< the colour bar, its largest value on top
  double low = 0, high = 0;  ///< values at the ends of the bar: smallest and largest of the map
  int legend = 0;            ///< top of the line that explains the outline
  Box columns;
};
OverlayLayout overlay_layout(const Overlay& overlay);

/// Draws the picture, beside it the picture under the map in colours, a colour bar, the texts and the small pictures.
/// The same input gives the same bytes.
Image draw_overlay(const Overlay& overlay);

using Colour = MapColour;
/// The colour of outlines, which no value has. The rim of an outline outside of the region is black, so that it is
/// visible on light pictures.
inline constexpr Colour kOutlineColour = {255, 255, 255};

}  // namespace xil
