#include "analysis/report/table.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
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
  row.accuracy = final_value(runs, "accuracy", range);
  row.accuracy_area = area_under(runs, "accuracy", range);
  row.f1 = final_value(runs, "f1", range);
  row.f1_area = area_under(runs, "f1", range);
  row.decoy_gap = final_value(runs, "decoy_gap", range);
  row.hit = final_value(runs, "hit", range);
  row.wrong_reason = final_value(runs, "wrong_reason", range);
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

template <auto Member>
std::string shown(const TableRow& row) {
  return show(row.*Member);
}

struct Column {
  std::string_view title;
  std::string (*cell)(const TableRow& row);  ///< empty: undefined
};

/// What both tables begin with.
constexpr std::array kKeys = {
    Column{"dataset", [](const TableRow& row) { return row.dataset; }},
    Column{"strategy", [](const TableRow& row) { return row.strategy; }},
    Column{"n", [](const TableRow& row) { return fmt::format("{}", row.seeds); }},
};
constexpr std::array kPerformance = {
    Column{"final accuracy", shown<&TableRow::accuracy>},
    Column{"AUBC accuracy", shown<&TableRow::accuracy_area>},
    Column{"final F1", shown<&TableRow::f1>},
    Column{"AUBC F1", shown<&TableRow::f1_area>},
    Column{"decoy gap", shown<&TableRow::decoy_gap>},
};
constexpr std::array kExplanations = {
    Column{"final hit", shown<&TableRow::hit>},
    Column{"final wrong reason", shown<&TableRow::wrong_reason>},
    Column{"W / RWR / RRR, %", shown<&TableRow::verdicts>},
    Column{"refutations", [](const TableRow& row) { return fmt::format("{:.0f}", row.refutations); }},
};
const std::array<std::span<const Column>, 2> kTables = {kPerformance, kExplanations};

using Cells = std::vector<std::string>;

Cells header(std::span<const Column> columns) {
  Cells titles;
  for (const Column& column : kKeys) titles.emplace_back(column.title);
  for (const Column& column : columns) titles.emplace_back(column.title);
  return titles;
}

Cells cells(std::span<const Column> columns, const TableRow& row) {
  Cells line;
  for (const Column& column : kKeys) line.push_back(column.cell(row));
  for (const Column& column : columns) line.push_back(column.cell(row));
  return line;
}

TextTable text_table(std::span<const Column> columns, std::span<const TableRow> rows) {
  TextTable table{header(columns), {}, 2};
  for (const TableRow& row : rows) table.lines.push_back(cells(columns, row));
  return table;
}

}  // namespace

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
      "Decoy gap: accuracy on the labelled items less that on the test items. Hit: share of maps whose peak is inside "
      "the defect; wrong reason: share of the relevance on the confounder. Verdicts: shares of all shown items; the "
      "rest was not judged. Refutations: edited copies per run."};
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

std::string terminal_table(std::span<const TableRow> rows, std::span<const std::string> notes) {
  std::string text;
  for (const auto columns : kTables) text += terminal_form(text_table(columns, rows));
  return text + fmt::format("{}\n", fmt::join(notes, "\n"));
}

std::string markdown_table(std::span<const TableRow> rows, std::span<const std::string> notes) {
  std::string text;
  for (const auto columns : kTables) text += markdown_form(text_table(columns, rows));
  return text + fmt::format("{}\n", fmt::join(notes, "\n\n"));
}

std::string latex_table(std::span<const TableRow> rows, std::span<const std::string> notes) {
  std::string text = "% Needs \\usepackage{booktabs}.\n";
  for (const std::string& note : notes) text += fmt::format("% {}\n", printable(note));
  for (const auto columns : kTables) text += latex_form(text_table(columns, rows));
  return text;
}

}  // namespace xil
