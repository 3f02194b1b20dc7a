#include "experiments/command_line/terminal_width.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "analysis/comparison/text_table.h"
#include "experiments/command_line/console.h"

namespace xil {

std::size_t terminal_columns() {
  constexpr std::size_t kLeast = 60;
  std::size_t columns = terminal_width();
  if (columns == 0) {
    const char* given = std::getenv("COLUMNS");
    const std::string_view text = given == nullptr ? std::string_view() : given;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), columns);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) columns = 0;
  }
  return columns == 0 ? kNoFold : std::max(columns, kLeast);
}

}  // namespace xil
