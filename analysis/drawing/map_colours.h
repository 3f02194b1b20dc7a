#pragma once

#include <string>
#include <string_view>

#include "framework/core/numeric/map_colours.h"

namespace xil {

/// "[[68,1,84],...]", for the report page.
std::string map_colours_json();

/// Outlines of marked regions: this line over a wider one that sets it off from light pictures.
inline constexpr std::string_view kOutlineColour_css = "#ffffff", kOutlineEdge_css = "#000000";
/// What captions say of it.
inline constexpr std::string_view kOutlineText = "White line: marked region (defect, else confounder).";

}  // namespace xil
