#include "analysis/observations.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "framework/core/csv.h"
#include "framework/core/error.h"

namespace xil {
namespace {

std::size_t column_of(const CsvTable& table, std::string_view title, const std::string& name) {
  const auto found = std::ranges::find(table.header, title);
  refuse_unless(found != table.header.end(), "{}:1: there is no column '{}': a table of results has dataset,strategy,seed,value",
                name, title);
  return static_cast<std::size_t>(found - table.header.begin());
}

template <class Number>
bool read_number(const std::string& cell, Number& number) {
  const char* const end = cell.data() + cell.size();
  const auto result = std::from_chars(cell.data(), end, number);
  return result.ec == std::errc() && result.ptr == end;
}

double value_of(const std::string& cell, const std::string& name, std::size_t line) {
  if (cell.empty() || cell == "nan" || cell == "NaN" || cell == "NA") return std::numeric_limits<double>::quiet_NaN();
  double value = 0;
  refuse_unless(read_number(cell, value), "{}:{}: '{}' is no number", name, line, cell);
  return value;
}

}  // namespace

std::vector<Observation> read_observations(std::string_view text, const std::string& name) {
  const CsvTable table = parse_csv(text, name);
  const std::size_t dataset = column_of(table, "dataset", name), strategy = column_of(table, "strategy", name),
                    seed = column_of(table, "seed", name), value = column_of(table, "value", name);
  std::vector<Observation> observations;
  for (const CsvRow& row : table.rows) {
    Observation observation{row.cells[dataset], row.cells[strategy], 0, value_of(row.cells[value], name, row.line)};
    refuse_unless(read_number(row.cells[seed], observation.seed), "{}:{}: the seed '{}' is no whole number", name, row.line,
                  row.cells[seed]);
    observations.push_back(std::move(observation));
  }
  return observations;
}

}  // namespace xil
