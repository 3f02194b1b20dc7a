#pragma once

#include <array>
#include <cstdint>

// The colours of saliency maps, wherever they are drawn.
namespace xil {

using MapColour = std::array<std::uint8_t, 3>;

/// The colours of saliency maps at 0, .1, ... 1: viridis (van der Walt and Smith, matplotlib 1.5, 2015; CC0), even to
/// the eye, monotone in lightness, and readable without telling red from green.
inline constexpr std::array<MapColour, 11> kMapColours = {{{68, 1, 84},
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
MapColour map_colour(double level);
}  // namespace xil
