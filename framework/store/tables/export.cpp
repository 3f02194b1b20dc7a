#include "framework/store/tables/export.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "framework/core/base/error.h"
#include "framework/store/tables/row_sink.h"

namespace xil {
namespace {

Value text(const std::string& content) { return content.empty() ? Value() : Value(content); }

std::vector<std::pair<std::string_view, Value>> origin_cells(const RunOrigin& origin) {
  return {{"attempts", Value(origin.attempts)}, {"reason", text(origin.reason)},
          {"host", text(origin.host)},          {"job", text(origin.job)},
          {"device", text(origin.device)},      {"commit", text(origin.commit)},
          {"diff", text(origin.diff)},          {"dataset_digest", text(origin.dataset_digest)}};
}

std::vector<std::string> column_names(const std::vector<std::string>& swept) {
  std::vector<std::string> names = {"run_id", "dataset", "strategy", "model",  "explainer", "seed",     "status",
                                    "round",  "shown",   "expert_s", "metric", "value",     "condition"};
  names.insert(names.end(), swept.begin(), swept.end());
  for (const auto& [name, value] : origin_cells({})) names.emplace_back(name);
  for (auto name = names.begin(); name != names.end(); ++name)
    require(std::find(names.begin(), name, *name) == name, "column '{}' would be there twice", *name);
  return names;
}

std::unique_ptr<RowSink> make_sink(const std::filesystem::path& file, const std::vector<std::string>& columns) {
  const std::string ending = file.extension().string();
  if (ending == ".csv") return make_csv_sink(file, columns);
  if (ending == ".jsonl") return make_jsonl_sink(file, columns);
  if (ending == ".sqlite") return make_sqlite_sink(file, columns);
  refuse("cannot export to '{}': the name must end in .csv, .jsonl or .sqlite", file.string());
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
  for (auto& [name, value] : origin_cells(run.origin)) row.push_back(std::move(value));
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

}  // namespace

std::size_t export_table(const std::filesystem::path& file, const std::vector<std::string>& swept,
                         const NextRun& next) {
  const std::unique_ptr<RowSink> sink = make_sink(file, column_names(swept));
  std::size_t rows = 0;
  while (const std::optional<ExportedRun> run = next()) {
    require(run->parameters.size() == swept.size(), "run {} has {} swept parameters where {} are due", run->run_id,
            run->parameters.size(), swept.size());
    rows += add_run(*sink, *run);
  }
  sink->commit();
  return rows;
}

}  // namespace xil
