#include "analysis/results/published.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/results/run_scalars.h"
#include "analysis/statistics/statistics.h"
#include "framework/core/base/error.h"
#include "framework/core/base/json_value.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

std::string three_digits(double value) { return std::isfinite(value) ? fmt::format("{:.3f}", value) : std::string(); }

std::string with_sign(double value) { return std::isfinite(value) ? fmt::format("{:+.3f}", value) : std::string(); }

/// The final values of a metric; none where no run has it.
std::vector<Observation> final_observations(std::span<const RunData> runs, const std::string& metric) try {
  std::vector<std::string> notes;  // told by the comparisons
  return scalars_of(runs, {metric, Scalar::Final, CurveAxis::Shown}, notes);
} catch (const Error&) {
  return {};
}

void summarise_runs(std::span<const Observation> observations, BesidePublished& row) {
  std::vector<double> values;
  for (const Observation& one : observations) {
    const bool same = one.dataset == row.published.dataset && one.strategy == row.published.strategy;
    if (same && std::isfinite(one.value)) values.push_back(one.value);
  }
  row.runs = values.size();
  row.mean = mean(values);
  row.deviation = standard_deviation(values);
}

std::vector<std::string> sources_of(std::span<const BesidePublished> rows) {
  std::vector<std::string> sources;
  for (const BesidePublished& row : rows) {
    if (std::ranges::find(sources, row.published.source) == sources.end()) sources.push_back(row.published.source);
  }
  return sources;
}

Value row_json(const BesidePublished& row) {
  const PublishedRow& published = row.published;
  return Value(Value::Map{{"dataset", Value(published.dataset)},
                          {"strategy", Value(published.strategy)},
                          {"metric", Value(published.metric)},
                          {"published", Value(published.value)},
                          {"published_sd", json_value(published.deviation)},
                          {"source", Value(published.source)},
                          {"runs", json_value(row.runs)},
                          {"mean", json_value(row.mean)},
                          {"sd", json_value(row.deviation)}});
}

}  // namespace

std::vector<BesidePublished> beside_published(std::span<const RunData> runs, std::span<const PublishedRow> rows) {
  std::map<std::string, std::vector<Observation>> of_metric;
  for (const PublishedRow& row : rows) {
    const auto [place, is_new] = of_metric.try_emplace(row.metric);
    if (is_new) place->second = final_observations(runs, row.metric);
  }
  std::vector<BesidePublished> all;
  for (const PublishedRow& row : rows) {
    BesidePublished& beside = all.emplace_back();
    beside.published = row;
    summarise_runs(of_metric.at(row.metric), beside);
  }
  return all;
}

TextTable published_table(std::span<const BesidePublished> rows) {
  TextTable table{
      {"dataset", "strategy", "metric", "published", "sd", "ours", "sd", "n", "ours - published", "source"}, {}, 3};
  const std::vector<std::string> sources = sources_of(rows);
  for (const BesidePublished& row : rows) {
    const auto source = std::ranges::find(sources, row.published.source) - sources.begin();
    table.lines.push_back({row.published.dataset, row.published.strategy, row.published.metric,
                           three_digits(row.published.value), three_digits(row.published.deviation),
                           three_digits(row.mean), three_digits(row.deviation), fmt::format("{}", row.runs),
                           with_sign(row.mean - row.published.value), fmt::format("{}", source + 1)});
  }
  return table;
}

std::vector<std::string> published_notes(std::span<const BesidePublished> rows) {
  std::vector<std::string> notes;
  const std::vector<std::string> sources = sources_of(rows);
  for (std::size_t i = 0; i < sources.size(); ++i) notes.push_back(fmt::format("Source {}: {}", i + 1, sources[i]));
  const auto lone = std::ranges::count(rows, std::size_t{0}, &BesidePublished::runs);
  if (lone > 0)
    notes.push_back(
        fmt::format("{} of the {} published values stand alone (n 0): no complete run has their condition "
                    "with a defined value of their metric.",
                    lone, rows.size()));
  notes.emplace_back(
      "Ours: final values, their mean and standard deviation over the n complete runs. Published values come from "
      "other runs on other seeds, so nothing is tested here.");
  return notes;
}

std::string published_text(std::span<const BesidePublished> rows, std::size_t columns) {
  std::string text = "published values\n\n" + terminal_form(published_table(rows), columns);
  for (const std::string& note : published_notes(rows)) text += printable(note) + "\n";
  return text;
}

std::string published_markdown(std::span<const BesidePublished> rows) {
  std::string text = "## Published values\n\n" + markdown_form(published_table(rows));
  for (const std::string& note : published_notes(rows)) text += markdown_sentence(note) + "\n\n";
  return text;
}

std::string published_latex(std::span<const BesidePublished> rows) {
  std::string text = "% Needs \\usepackage{booktabs}.\n% published values\n";
  for (const std::string& note : published_notes(rows)) text += fmt::format("% {}\n", printable(note));
  return text + latex_form(published_table(rows));
}

Value published_json(std::span<const BesidePublished> rows) {
  Value::List list;
  for (const BesidePublished& row : rows) list.push_back(row_json(row));
  return Value(std::move(list));
}

}  // namespace xil
