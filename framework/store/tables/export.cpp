#include "framework/store/tables/export.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include "framework/core/base/error.h"
#include "framework/store/tables/row_sink.h"

namespace xil {
namespace {

Value text(const std::string& content) { return content.empty() ? Value() : Value(content); }

std::vector<Value> origin_cells(const RunOrigin& origin) {
  return {Value(origin.attempts), text(origin.reason), text(origin.host), text(origin.job),
          text(origin.device),    text(origin.commit), text(origin.diff), text(origin.dataset_digest)};
}

std::vector<TableColumn> columns_of(const std::vector<std::string>& swept) {
  using enum CellKind;
  std::vector<TableColumn> columns = {{"run_id", Text},    {"dataset", Text},  {"strategy", Text}, {"model", Text},
                                      {"explainer", Text}, {"seed", Whole},    {"status", Text},   {"round", Whole},
                                      {"shown", Whole},    {"expert_s", Real}, {"metric", Text},   {"value", Real},
                                      {"condition", Text}};
  for (const std::string& name : swept) columns.push_back({name, Mixed});
  const std::vector<TableColumn> origin = {{"attempts", Whole}, {"reason", Text},        {"host", Text},
                                           {"job", Text},       {"device", Text},        {"commit", Text},
                                           {"diff", Text},      {"dataset_digest", Text}};
  columns.insert(columns.end(), origin.begin(), origin.end());
  std::set<std::string> names;
  for (const TableColumn& column : columns)
    require(names.insert(column.name).second, "column '{}' would be there twice", column.name);
  return columns;
}

std::unique_ptr<RowSink> make_sink(const std::filesystem::path& file, const std::vector<TableColumn>& columns) {
  const std::string ending = file.extension().string();
  if (ending == ".csv") return make_csv_sink(file, columns);
  if (ending == ".jsonl") return make_jsonl_sink(file, columns);
  if (ending == ".sqlite") return make_sqlite_sink(file, columns);
  if (ending == ".parquet") return make_parquet_sink(file, columns);
  refuse("cannot export to '{}': the name must end in .csv, .jsonl, .sqlite or .parquet", file.string());
}

Value real(double value) { return std::isfinite(value) ? Value(value) : Value(); }

Value whole(double value) {
  return std::isfinite(value) ? Value(static_cast<std::int64_t>(std::llround(value))) : Value();
}

/// A list or map as its JSON text; anything else as it is.
Value cell(const Value& parameter) {
  if (const auto* number = parameter.get<double>()) return real(*number);
  const bool nested = parameter.get<Value::List>() != nullptr || parameter.get<Value::Map>() != nullptr;
  return nested ? Value(to_json(parameter)) : parameter;
}

constexpr std::size_t kRound = 7, kShown = 8, kExpert = 9, kMetric = 10, kValue = 11;

std::vector<Value> run_cells(const ExportedRun& run) {
  std::vector<Value> row = {Value(run.run_id),
                            Value(run.dataset),
                            Value(run.strategy),
                            Value(run.model),
                            Value(run.explainer),
                            Value(run.seed),
                            Value(std::string(enum_name(run.status)))};
  row.resize(kValue + 1);
  row.emplace_back(run.condition);
  for (const Value& parameter : run.parameters) row.push_back(cell(parameter));
  for (Value& value : origin_cells(run.origin)) row.push_back(std::move(value));
  return row;
}

bool is_axis(const std::string& name) { return name == "round" || name == "shown" || name == "expert_s"; }

const std::vector<double>& axis(const ExportedRun& run, const std::string& name) {
  const std::vector<double>* values = run.rounds.find(name);
  require(values != nullptr, "run {} has no /rounds/{}", run.run_id, name);
  return *values;
}

std::size_t add_run(RowSink& sink, const ExportedRun& run) {
  std::vector<Value> row = run_cells(run);
  if (run.rounds.rounds() == 0) {
    sink.add(row);
    return 1;
  }
  const auto &rounds = axis(run, "round"), &shown = axis(run, "shown"), &expert = axis(run, "expert_s");
  std::size_t rows = 0;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    row[kRound] = whole(rounds[i]);
    row[kShown] = whole(shown[i]);
    row[kExpert] = real(expert[i]);
    for (const auto& [name, values] : run.rounds.columns) {
      if (is_axis(name)) continue;
      row[kMetric] = Value(name);
      row[kValue] = real(values.at(i));
      sink.add(row);
      ++rows;
    }
  }
  return rows;
}

void add_side_table(RowSink& sink, const SideTable& table) {
  std::vector<TableColumn> columns;
  for (const std::string& name : table.columns) columns.push_back({name, CellKind::Mixed});
  std::vector<std::vector<Value>> rows = table.rows;
  for (std::vector<Value>& row : rows) {
    require(row.size() == columns.size(), "a row of '{}' has {} cells where {} are due", table.name, row.size(),
            columns.size());
    for (Value& value : row) value = cell(value);
  }
  sink.add_table(table.name, columns, rows);
}

}  // namespace

bool holds_side_tables(const std::filesystem::path& file) { return file.extension() == ".sqlite"; }

std::size_t export_table(const std::filesystem::path& file, const std::vector<std::string>& swept, const NextRun& next,
                         const std::vector<SideTable>& beside) {
  const std::unique_ptr<RowSink> sink = make_sink(file, columns_of(swept));
  std::size_t rows = 0;
  while (const std::optional<ExportedRun> run = next()) {
    require(run->parameters.size() == swept.size(), "run {} has {} swept parameters where {} are due", run->run_id,
            run->parameters.size(), swept.size());
    rows += add_run(*sink, *run);
  }
  for (const SideTable& table : beside) add_side_table(*sink, table);
  sink->commit();
  return rows;
}

}  // namespace xil
