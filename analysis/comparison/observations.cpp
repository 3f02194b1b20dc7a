#include "analysis/comparison/observations.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "framework/core/base/csv.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

std::size_t column_of(const CsvTable& table, std::string_view title, const std::string& name) {
  const auto found = std::ranges::find(table.header, title);
  refuse_unless(found != table.header.end(),
                "{}:1: there is no column '{}' among {}: a table of results has dataset,strategy,seed,value", name,
                title, fmt::join(table.header, ", "));
  refuse_unless(std::ranges::count(table.header, title) == 1, "{}:1: the column '{}' is there twice: leave one", name,
                title);
  return static_cast<std::size_t>(found - table.header.begin());
}

/// Our own exports name what is compared in a column of its own: `strategy` does not tell one from its control there.
std::string_view strategy_column(const CsvTable& table) {
  const auto has = [&](std::string_view title) { return std::ranges::find(table.header, title) != table.header.end(); };
  return has("condition") && has("run_id") ? "condition" : "strategy";
}

template <class Number>
bool read_number(const std::string& cell, Number& number) {
  const char* const end = cell.data() + cell.size();
  const bool plus =
      cell.size() > 1 && cell[0] == '+' && cell[1] != '-';  // as some programs write it; from_chars takes none
  const auto result = std::from_chars(cell.data() + (plus ? 1 : 0), end, number);
  return result.ec == std::errc() && result.ptr == end;
}

/// Where a table has its numbers, and how they are written.
struct Numbers {
  const std::string& name;
  bool decimal_comma = false;

  double of(std::string cell, std::size_t line) const {
    const std::string found = cell;
    if (decimal_comma) std::ranges::replace(cell, ',', '.');
    double value = 0;
    refuse_unless(read_number(cell, value) && std::ranges::count(cell, '.') <= 1, "{}:{}: '{}' is no number{}", name,
                  line, found,
                  found.find(',') != std::string::npos && !decimal_comma
                      ? ": write a point for the decimals, and none for thousands"
                      : "");
    refuse_unless(!std::isinf(value),
                  "{}:{}: the value '{}' cannot be ranked: leave the cell empty, or compare the results folder with "
                  "--of to_target, which knows how long each run was watched",
                  name, line, found);
    return value;
  }
};

/// Commas and no points: as spreadsheets of many languages write numbers, with another sign between the cells.
bool has_decimal_commas(const CsvTable& table, std::size_t column) {
  const auto holds = [&](char sign) {
    return std::ranges::any_of(table.rows,
                               [&](const CsvRow& row) { return row.cells[column].find(sign) != std::string::npos; });
  };
  return table.separator != ',' && holds(',') && !holds('.');
}

bool is_undefined(const std::string& cell) { return cell == "nan" || cell == "NaN" || cell == "NA" || cell == "-nan"; }

}  // namespace

std::vector<Observation> read_observations(std::string_view text, const std::string& name) {
  const CsvTable table = parse_csv(text, name);
  const std::size_t dataset = column_of(table, "dataset", name),
                    strategy = column_of(table, strategy_column(table), name), seed = column_of(table, "seed", name),
                    value = column_of(table, "value", name);
  const bool people = std::ranges::find(table.header, "expert") != table.header.end();
  const std::size_t expert = people ? column_of(table, "expert", name) : 0;
  const Numbers numbers{name, has_decimal_commas(table, value)};
  std::vector<Observation> observations;
  for (const CsvRow& row : table.rows) {
    const std::string& cell = row.cells[value];
    Observation observation{row.cells[dataset], row.cells[strategy], 0, std::numeric_limits<double>::quiet_NaN()};
    if (is_undefined(cell)) {
      observation.why = fmt::format("undefined at {}:{}", name, row.line);
    } else if (!cell.empty()) {
      observation.value = numbers.of(cell, row.line);
    }
    refuse_unless(read_number(row.cells[seed], observation.seed), "{}:{}: the seed '{}' is no whole number", name,
                  row.line, row.cells[seed]);
    if (people) observation.expert = row.cells[expert];
    observations.push_back(std::move(observation));
  }
  return observations;
}

}  // namespace xil
