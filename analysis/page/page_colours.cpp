#include "analysis/page/page_colours.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>

#include "analysis/drawing/style.h"
#include "analysis/figures/time_split.h"

namespace xil {
namespace {

using Colour = std::array<double, 3>;  // of 255

Colour colour_of(const std::string& text) {
  const long number = std::strtol(text.c_str() + 1, nullptr, 16);
  return {static_cast<double>(number >> 16), static_cast<double>((number >> 8) & 255),
          static_cast<double>(number & 255)};
}

/// The relative luminance of the Web Content Accessibility Guidelines 2.1.
double luminance_of(const Colour& colour) {
  constexpr Colour kWeights = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (std::size_t i = 0; i < colour.size(); ++i) {
    const double share = colour[i] / 255;
    sum += kWeights[i] * (share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4));
  }
  return sum;
}

/// The colour, darker where it would be pale on white: the guidelines' contrast of graphics is 3 to 1.
std::string on_white(const std::string& text) {
  constexpr double kMost = 1.05 / 3 - 0.05;
  Colour colour = colour_of(text);
  while (luminance_of(colour) > kMost) {
    for (double& channel : colour) channel *= 0.98;
  }
  return fmt::format("#{:02x}{:02x}{:02x}", static_cast<int>(colour[0]), static_cast<int>(colour[1]),
                     static_cast<int>(colour[2]));
}

std::string style_name(std::size_t style) { return fmt::format("s{}", style); }

std::string colour_rule(std::string_view name, std::string_view colour) {
  return fmt::format(".{} {{ --own: {}; }}\n", name, colour == "#000000" ? "var(--ink)" : colour);
}

}  // namespace

std::string colours_css() {
  constexpr std::size_t kColours = 8;
  std::string css, of_lines;
  for (std::size_t i = 0; i < kColours; ++i) {
    const std::string colour(line_style(i).colour), darker = on_white(colour);
    css += colour_rule(style_name(i), colour);
    if (darker != colour) of_lines += colour_rule(style_name(i), fmt::format("light-dark({}, {})", darker, colour));
  }
  for (const TimePart& part : kTimeParts) css += colour_rule(fmt::format("time-{}", part.name), part.colour);
  return css + fmt::format("@supports (color: light-dark(#000, #fff)) {{\n{}}}\n", of_lines);
}

}  // namespace xil
