#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace xil {

struct CsvRow {
  std::size_t line = 0;  ///< in which it begins, from 1
  std::vector<std::string> cells;
};

/// The first row is the header; every other one has as many cells.
struct CsvTable {
  char separator = ',';
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
};

/// Comma-separated values as in RFC 4180: cells may be quoted, and then hold commas, line breaks and doubled quotes;
/// spaces count. Cells may also be separated by semicolons or tabs, as spreadsheets of many languages write them: it is
/// the sign that the header holds most often outside of quotes (the comma among equals), or the one that a first line
/// "sep=;" names. Lines end in CR LF or LF, the last one as it likes. A byte order mark of UTF-8 and empty lines are
/// passed over. Anything else is a configuration error that begins with `name` and the line.
CsvTable parse_csv(std::string_view text, std::string_view name);

}  // namespace xil
