#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

/// A table as text, independent of its output format. An empty cell is an undefined value.
struct TextTable {
  std::vector<std::string> titles;
  std::vector<std::vector<std::string>> lines;
  std::size_t labels = 2;  ///< the first columns are labels: to the left, and escaped; the others are numbers
};

/// A width that no table has.
inline constexpr std::size_t kNoFold = static_cast<std::size_t>(-1);

/// The number of characters of a text in UTF-8.
std::size_t width_of(std::string_view text);

/// Columns in line, with an empty line behind. A table that is wider than `columns` is folded: its columns follow in
/// parts below each other, each of which begins with the labels.
std::string terminal_form(const TextTable& table, std::size_t columns = kNoFold);
std::string markdown_form(const TextTable& table);
/// A tabular with the rules of booktabs; the first label is shown where it changes.
std::string latex_form(const TextTable& table);

}  // namespace xil
