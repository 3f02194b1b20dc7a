#include "analysis/page/page_colours.h"

#include <fmt/format.h>

#include "analysis/drawing/style.h"
#include "analysis/figures/time_split.h"

namespace xil {
namespace {

std::string colour_rule(std::string_view name, std::string_view colour) {
  return fmt::format(".{} {{ --own: {}; }}\n", name, colour == "#000000" ? "var(--ink)" : colour);
}

}  // namespace

std::string colours_css() {
  constexpr std::size_t kColours = 8;
  std::string css;
  for (std::size_t i = 0; i < kColours; ++i) css += colour_rule(fmt::format("s{}", i), line_style(i).colour);
  for (const TimePart& part : kTimeParts) css += colour_rule(fmt::format("time-{}", part.name), part.colour);
  return css;
}

}  // namespace xil
