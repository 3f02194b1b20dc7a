#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

struct CsvRow {
  std::size_t line = 0;  ///< the line in which the row begins, counted from 1
  std::vector<std::string> cells;
};

/// The first row is the header; every other row has as many cells as the header.
struct CsvTable {
  char separator = ',';
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
};

/// Reads comma-separated values as in RFC 4180: cells may be quoted, and then hold commas, line breaks and doubled
/// quotes; spaces are significant. Cells may also be separated by semicolons or tabs, as spreadsheets write them in
/// many languages: the separator is the one that occurs most often in the header outside of quotes (the comma among
/// equals), or the one that a first line "sep=;" names. Lines end in CR LF or LF; the last line may lack its end. A
/// byte order mark of UTF-8 and empty lines are skipped. Anything else is a configuration error that begins with `name`
/// and the line.
CsvTable parse_csv(std::string_view text, std::string_view name);

/// The parts of a text between separators, which nothing quotes: at least one. They are views of the text.
std::vector<std::string_view> parts_between(std::string_view text, char separator);

}  // namespace xil
