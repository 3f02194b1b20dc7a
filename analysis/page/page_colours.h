#pragma once

#include <string>

namespace xil {

/// A style sheet with the colours of the figures: the classes s0, s1, ... of strategies (LineStyle) and time-query, ...
/// of the parts of a run's time set `--own`. Black is white on a dark page, and lines that would be pale on a light one
/// are darker.
std::string colours_css();

}  // namespace xil
