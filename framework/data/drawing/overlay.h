#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/numeric/image.h"

// One explained decision as a picture to look at.
namespace xil {

/// A small picture with lines of text below it.
struct OverlayTile {
  Image image;
  std::vector<std::string> caption;
};

/// Small pictures below each other under a heading.
struct OverlayColumn {
  std::string title;
  std::vector<OverlayTile> tiles;
};

/// What is drawn. Pictures are grey or RGB; map and region have the size of `image`.
struct Overlay {
  Image image;
  Map map;
  double baseline = 0;           ///< the value of the map that says nothing, marked on the colour bar
  std::optional<Region> region;  ///< outlined over the map
  std::string region_title;      ///< for the legend of the outline
  std::string title;
  std::vector<std::string> details;  ///< lines below the title
  std::string image_title, map_title;
  std::vector<OverlayColumn> columns;  ///< to the right, one beside the other
};

struct Box {
  int left = 0, top = 0, width = 0, height = 0;
};

/// Where things lie on the drawing, in pixels.
struct OverlayLayout {
  int width = 0, height = 0;
  Box image, blended;
  Box bar;                   ///< the colour bar, its largest value on top
  double low = 0, high = 0;  ///< values at the bar's ends: the least and the largest of the map
  int legend = 0;            ///< top of the line that explains the outline
  Box columns;
};
OverlayLayout overlay_layout(const Overlay& overlay);

/// The picture beside itself under the map in colours, with a colour bar, the texts and the small pictures. The same
/// input gives the same bytes.
Image draw_overlay(const Overlay& overlay);

using Colour = std::array<std::uint8_t, 3>;
/// Colour of a value at that share of the way from the least to the largest: viridis, whose lightness rises evenly and
/// which colour-blind people read as well.
Colour map_colour(double share);
/// Of the outline, which no value has; its rim outside of the region is black, so that it shows on light pictures.
inline constexpr Colour kOutlineColour = {255, 255, 255};

}  // namespace xil
