#include "analysis/table.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace xil {
namespace {

constexpr std::size_t kColumns = 9;
using Cells = std::array<std::string, kColumns>;

Spread spread(const std::vector<double>& values) {
  return {mean(values), standard_deviation(values)};
}

/// The value at the end of the budget range that all runs share; for a reference its only value.
Spread final_value(const std::vector<const RunData*>& runs, const std::string& metric,
                   const BudgetRange& range) {
  std::vector<double> values;
  for (const RunData* run : runs)
    values.push_back(value_at(metric_curve(run->summary, metric), range.high));
  return spread(values);
}

TableRow summarise_strategy(const Blocks& blocks, std::size_t strategy, const BudgetRange& range) {
  const auto& runs = blocks.runs[strategy];
  TableRow row;
  row.dataset = blocks.dataset;
  row.strategy = blocks.strategies[strategy];
  row.seeds = runs.size();
  row.accuracy = final_value(runs, "accuracy", range);
  row.f1 = final_value(runs, "f1", range);
  row.jaccard = final_value(runs, "jaccard", range);
  std::vector<double> areas, refutations;
  for (const RunData* run : runs) {
    areas.push_back(normalised_area(metric_curve(run->summary, "accuracy"), range.low, range.high));
    double edits = 0;
    for (const ShownRecord& look : run->shown) edits += static_cast<double>(look.edits);
    refutations.push_back(edits);
    const VerdictShares shares = verdict_shares(*run);
    for (std::size_t k = 0; k < shares.size(); ++k) {
      row.verdicts[k] += shares[k] / static_cast<double>(runs.size());
    }
  }
  row.area = spread(areas);
  row.refutations = mean(refutations);
  return row;
}

struct Signs {
  std::string_view plus_minus, undefined;
};

std::string show(const Spread& value, const Signs& signs) {
  if (std::isnan(value.mean)) return std::string(signs.undefined);
  if (std::isnan(value.sd)) return fmt::format("{:.3f}", value.mean);
  return fmt::format("{:.3f}{}{:.3f}", value.mean, signs.plus_minus, value.sd);
}

std::string show_verdicts(const VerdictShares& shares, const Signs& signs) {
  if (std::isnan(shares[0])) return std::string(signs.undefined);
  return fmt::format("{:.0f} / {:.0f} / {:.0f}", 100 * shares[0], 100 * shares[1], 100 * shares[2]);
}

Cells header(bool latex) {
  return {"dataset",
          "strategy",
          "n",
          "final accuracy",
          "AUBC",
          "final F1",
          "final Jaccard",
          latex ? "W / RWR / RRR, \\%" : "W / RWR / RRR, %",
          "refutations"};
}

Cells cells(const TableRow& row, const Signs& signs) {
  return {row.dataset,
          row.strategy,
          fmt::format("{}", row.seeds),
          show(row.accuracy, signs),
          show(row.area, signs),
          show(row.f1, signs),
          show(row.jaccard, signs),
          show_verdicts(row.verdicts, signs),
          fmt::format("{:.0f}", row.refutations)};
}

/// Characters, not bytes, for labels and signs in UTF-8.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string latex_text(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\\')
      safe += "\\textbackslash{}";
    else if (c == '~' || c == '^')
      safe += fmt::format("\\{}{{}}", c);
    else if (std::string_view("&%$#_{}").find(c) != std::string_view::npos)
      safe += fmt::format("\\{}", c);
    else
      safe += c;
  }
  return safe;
}

std::string markdown_text(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (std::string_view("|*_\\`<").find(c) != std::string_view::npos) safe += '\\';
    safe += c;
  }
  return safe;
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
      "Mean ± standard deviation over n seeds. AUBC: area under accuracy over the number of items "
      "shown (trapezoids, "
      "divided by the range that all strategies share). Verdicts: shares of all shown items; the "
      "rest was not judged. "
      "Refutations: edited copies per run."};
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
  std::vector<Cells> lines = {header(false)};
  for (const TableRow& row : rows) lines.push_back(cells(row, {" ± ", "-"}));
  std::array<std::size_t, kColumns> widths{};
  for (const Cells& line : lines) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], width_of(line[i]));
  }
  std::string text;
  for (const Cells& line : lines) {
    for (std::size_t i = 0; i < kColumns; ++i) {
      const std::string padding(widths[i] - width_of(line[i]), ' ');
      text += (i == 0 ? "" : "  ") + (i < 2 ? line[i] + padding : padding + line[i]);
    }
    text += '\n';
  }
  return text + fmt::format("{}\n", fmt::join(notes, "\n"));
}

std::string markdown_table(std::span<const TableRow> rows, std::span<const std::string> notes) {
  std::string text = fmt::format("| {} |\n|---|---|", fmt::join(header(false), " | "));
  for (std::size_t i = 2; i < kColumns; ++i) text += "---:|";
  for (const TableRow& row : rows) {
    Cells line = cells(row, {" ± ", "–"});
    line[0] = markdown_text(line[0]);
    line[1] = markdown_text(line[1]);
    text += fmt::format("\n| {} |", fmt::join(line, " | "));
  }
  return text + fmt::format("\n\n{}\n", fmt::join(notes, "\n\n"));
}

std::string latex_table(std::span<const TableRow> rows, std::span<const std::string> notes) {
  std::string text = "% Needs \\usepackage{booktabs}.\n";
  for (const std::string& note : notes) text += fmt::format("% {}\n", note);
  text += fmt::format("\\begin{{tabular}}{{llrrrrrrr}}\n\\toprule\n{} \\\\\n",
                      fmt::join(header(true), " & "));
  std::string dataset;
  for (const TableRow& row : rows) {
    if (row.dataset != dataset) text += "\\midrule\n";
    Cells line = cells(row, {" $\\pm$ ", "--"});
    line[0] = row.dataset == dataset ? "" : latex_text(line[0]);
    line[1] = latex_text(line[1]);
    dataset = row.dataset;
    text += fmt::format("{} \\\\\n", fmt::join(line, " & "));
  }
  return text + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace xil
