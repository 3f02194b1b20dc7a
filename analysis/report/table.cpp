#include "analysis/report/table.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <functional>
#include <set>

#include "analysis/comparison/text_table.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

bool lacks_one(const std::vector<double>& values) {
  return values.empty() || std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
}

/// All intervals rest on the same resamples of the seeds, which strategies share: equal values have equal intervals.
Estimate estimate(const std::vector<double>& values) {
  if (lacks_one(values)) return {kUndefined, kUndefined, kUndefined};
  Rng rng(0, {Purpose::Bootstrap});
  const Interval interval = bootstrap_mean(values, rng);
  return {mean(values), interval.low, interval.high};
}

using Runs = std::vector<const RunData*>;

template <class ValueOf>
Estimate over_seeds(const Runs& runs, ValueOf value_of) {
  std::vector<double> values;
  for (const RunData* run : runs) values.push_back(value_of(*run));
  return estimate(values);
}

Estimate final_value(const Runs& runs, const std::string& metric, const BudgetRange& range) {
  return over_seeds(runs, [&](const RunData& run) { return value_at(metric_curve(run.summary, metric), range.high); });
}

Estimate area_under(const Runs& runs, const std::string& metric, const BudgetRange& range) {
  return over_seeds(runs, [&](const RunData& run) {
    return normalised_area(metric_curve(run.summary, metric), range.low, range.high);
  });
}

/// All edited copies of a run; a run without rounds has them without a look.
double refutations_of(const RunData& run) {
  const auto* logged = run.summary.rounds.find("refutations");
  if (logged != nullptr && !logged->empty()) return logged->back();
  double edits = 0;
  for (const ShownRecord& look : run.shown) edits += static_cast<double>(look.edits);
  return edits;
}

VerdictShares mean_verdicts(const Runs& runs) {
  VerdictShares means{};
  for (const RunData* run : runs) {
    const VerdictShares shares = verdict_shares(*run);
    for (std::size_t k = 0; k < shares.size(); ++k) means[k] += shares[k] / static_cast<double>(runs.size());
  }
  return means;
}

TableRow summarise_strategy(const Blocks& blocks, std::size_t strategy, const BudgetRange& range) {
  const Runs& runs = blocks.runs[strategy];
  TableRow row;
  row.dataset = blocks.dataset;
  row.strategy = blocks.strategies[strategy];
  row.seeds = runs.size();
  row.people = has_experts(blocks.units);
  for (const MetricInfo& metric : metric_table()) {
    if (metric.summary == SummaryTable::None) continue;
    const std::string name(metric.name);
    const Estimate none{kUndefined, kUndefined, kUndefined};
    row.values.push_back(
        {&metric, final_value(runs, name, range), metric.summary_area ? area_under(runs, name, range) : none});
  }
  row.verdicts = mean_verdicts(runs);
  std::vector<double> refutations;
  for (const RunData* run : runs) refutations.push_back(refutations_of(*run));
  row.refutations = mean(refutations);
  return row;
}

std::string show(const Estimate& value) {
  if (std::isnan(value.mean)) return {};
  if (std::isnan(value.low)) return fmt::format("{:.3f}", value.mean);
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", value.mean, value.low, value.high);
}

std::string show(const VerdictShares& shares) {
  if (std::isnan(shares[0])) return {};
  return fmt::format("{:.0f} / {:.0f} / {:.0f}", 100 * shares[0], 100 * shares[1], 100 * shares[2]);
}

struct Column {
  std::string title;
  std::function<std::string(const TableRow&)> cell;  ///< empty: undefined
};
using Columns = std::vector<Column>;

/// The metrics of one of the two tables.
void add_metrics(Columns& columns, SummaryTable table) {
  for (const MetricInfo& metric : metric_table()) {
    if (metric.summary != table) continue;
    columns.push_back({fmt::format("final {}", metric.title),
                       [&metric](const TableRow& row) { return show(row.of(metric.name).final); }});
    if (!metric.summary_area) continue;
    columns.push_back({fmt::format("AUBC {}", metric.title),
                       [&metric](const TableRow& row) { return show(row.of(metric.name).area); }});
  }
}

/// What both tables begin with.
Columns keys() {
  return {{"dataset", [](const TableRow& row) { return row.dataset; }},
          {"strategy", [](const TableRow& row) { return row.strategy; }},
          {"n", [](const TableRow& row) { return fmt::format("{}", row.seeds); }}};
}

std::array<Columns, 2> tables() {
  Columns performance = keys(), explanations = keys();
  add_metrics(performance, SummaryTable::Performance);
  add_metrics(explanations, SummaryTable::Explanations);
  explanations.push_back({"W / RWR / RRR, %", [](const TableRow& row) { return show(row.verdicts); }});
  explanations.push_back({"refutations", [](const TableRow& row) { return fmt::format("{:.0f}", row.refutations); }});
  return {performance, explanations};
}

std::string meanings() {
  std::string text;
  for (const MetricInfo& metric : metric_table()) {
    if (metric.summary == SummaryTable::None || metric.meaning.empty()) continue;
    std::string title(metric.title);
    title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
    text += fmt::format("{}: {}. ", title, metric.meaning);
  }
  return text;
}

using Cells = std::vector<std::string>;

TextTable text_table(const Columns& columns, std::span<const TableRow> rows) {
  Cells titles;
  for (const Column& column : columns) titles.push_back(column.title);
  TextTable table{titles, {}, 2};
  for (const TableRow& row : rows) {
    Cells line;
    for (const Column& column : columns) line.push_back(column.cell(row));
    table.lines.push_back(line);
  }
  return table;
}

}  // namespace

const TableRow::Value& TableRow::of(std::string_view metric) const {
  const auto found = std::ranges::find_if(values, [&](const Value& value) { return value.metric->name == metric; });
  require(found != values.end(), "the summary does not have the metric '{}'", metric);
  return *found;
}

std::vector<TableRow> summarise(const Blocks& blocks) {
  const BudgetRange range = common_range(blocks);
  std::vector<TableRow> rows;
  for (std::size_t i = 0; i < blocks.strategies.size(); ++i) {
    rows.push_back(summarise_strategy(blocks, i, range));
  }
  return rows;
}

std::vector<std::string> table_notes(std::span<const TableRow> rows) {
  std::vector<std::string> notes = {
      "Mean over n seeds and the 95 % percentile bootstrap interval of that mean (2000 resamples of the seeds, "
      "conditional on the dataset). Final: at the end of the range of items shown that all strategies share. AUBC: "
      "area under the metric over that range (trapezoids, divided by it); a reference without rounds has none.",
      meanings() + "Verdicts: shares of all shown items; the rest was not judged. Refutations: edited copies per run."};
  if (std::ranges::any_of(rows, &TableRow::people)) notes.emplace_back(kExpertUnits);
  std::set<std::size_t> counts;
  for (const TableRow& row : rows) counts.insert(row.seeds);
  for (const std::size_t n : counts) {
    notes.push_back(
        fmt::format("{0} seed{1}: the smallest two-sided p of a paired Wilcoxon signed-rank test "
                    "is 2/2^{0} = {2:.3g}{3}; this table "
                    "tests nothing and claims no difference.",
                    n, n == 1 ? "" : "s", smallest_wilcoxon_p(n),
                    smallest_wilcoxon_p(n) > 0.05 ? ", so that no pair can reach .05" : ""));
  }
  return notes;
}

TextTable final_table(std::span<const TableRow> rows) {
  Columns columns = keys();
  for (const MetricInfo& metric : metric_table()) {
    if (metric.summary == SummaryTable::None || !(metric.asked || metric.panel == Panel::Always)) continue;
    const auto is_there = [&](const TableRow& row) { return !std::isnan(row.of(metric.name).final.mean); };
    if (std::ranges::none_of(rows, is_there)) continue;
    columns.push_back(
        {std::string(metric.title), [&metric](const TableRow& row) { return show(row.of(metric.name).final); }});
  }
  return text_table(columns, rows);
}

std::string terminal_table(std::span<const TableRow> rows, std::span<const std::string> notes, std::size_t width) {
  std::string text;
  for (const Columns& columns : tables()) text += terminal_form(text_table(columns, rows), width);
  return text + fmt::format("{}\n", fmt::join(notes, "\n"));
}

std::string markdown_table(std::span<const TableRow> rows, std::span<const std::string> notes) {
  std::string text;
  for (const Columns& columns : tables()) text += markdown_form(text_table(columns, rows));
  return text + fmt::format("{}\n", fmt::join(notes, "\n\n"));
}

std::string latex_table(std::span<const TableRow> rows, std::span<const std::string> notes) {
  std::string text = "% Needs \\usepackage{booktabs}.\n";
  for (const std::string& note : notes) text += fmt::format("% {}\n", printable(note));
  for (const Columns& columns : tables()) text += latex_form(text_table(columns, rows));
  return text;
}

}  // namespace xil
