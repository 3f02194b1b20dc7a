#include "analysis/drawing/map_colours.h"

#include <fmt/format.h>

namespace xil {

std::string map_colours_json() {
  std::string text;
  for (const MapColour& colour : kMapColours)
    text += fmt::format("{}[{},{},{}]", text.empty() ? "" : ",", colour[0], colour[1], colour[2]);
  return "[" + text + "]";
}

}  // namespace xil
