#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace xil {

using Rgb = std::array<std::uint8_t, 3>;

/// The colours of saliency maps at 0, .1, ... 1: viridis (van der Walt and Smith, matplotlib 1.5, 2015; CC0), even to
/// the eye, monotone in lightness, and readable without telling red from green. `xil explain` and the expert's page
/// have the same.
inline constexpr std::array<Rgb, 11> kMapColours = {{{68, 1, 84},
                                                     {72, 36, 117},
                                                     {65, 68, 135},
                                                     {53, 95, 141},
                                                     {42, 120, 142},
                                                     {33, 145, 140},
                                                     {34, 168, 132},
                                                     {68, 191, 112},
                                                     {122, 209, 81},
                                                     {189, 223, 38},
                                                     {253, 231, 37}}};
/// The colour of a level from 0 to 1, linear between those above.
Rgb map_colour(double level);
/// "[[68,1,84],...]", for the report page.
std::string map_colours_json();

/// Outlines of marked regions: this line over a wider one that sets it off from light pictures.
inline constexpr std::string_view kOutlineColour_css = "#ffffff", kOutlineEdge_css = "#000000";
/// What captions say of it.
inline constexpr std::string_view kOutlineText = "White line: marked region (defect, else confounder).";

}  // namespace xil
