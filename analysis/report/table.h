#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/comparison/text_table.h"
#include "analysis/results/run_data.h"
#include "analysis/results/verdict_shares.h"
#include "framework/core/catalogue/metrics.h"

namespace xil {

/// The mean over the seeds of a dataset and strategy with its 95 % bootstrap interval, which is NaN for one
/// seed; all three are NaN where a seed lacks the value.
struct Estimate {
  double mean = 0, low = 0, high = 0;
};

/// One line of the summary table. Final: at the end of the budget range that all runs share, for a
/// reference its only value. Area: normalised area under the metric over that range, undefined for
/// references.
struct TableRow {
  struct Value {
    const MetricInfo* metric;
    Estimate final, area;  ///< area: undefined unless MetricInfo::summary_area
  };
  std::string dataset, strategy;
  std::size_t seeds = 0;
  bool people = false;        ///< the unit is expert x seed
  std::vector<Value> values;  ///< of every metric that metric_table() summarises, in its order
  VerdictShares verdicts{};   ///< mean over seeds of the shares of all shown items
  double refutations = 0;     ///< mean number of edited copies per run

  const Value& of(std::string_view metric) const;
};

/// The first screen of the report: strategies with the final values of the metrics that the report asks of, each with
/// its interval; columns that are undefined everywhere are left out.
TextTable final_table(std::span<const TableRow> rows);

std::vector<TableRow> summarise(const Blocks& blocks);

/// What the numbers of seeds can show, and that the table itself claims nothing; one sentence per
/// number of seeds.
std::vector<std::string> table_notes(std::span<const TableRow> rows);

/// Two tables, performance and explanations, in each form; `notes` follow.
std::string terminal_table(std::span<const TableRow> rows, std::span<const std::string> notes,
                           std::size_t columns = kNoFold);
std::string markdown_table(std::span<const TableRow> rows, std::span<const std::string> notes);
/// Needs the LaTeX package booktabs.
std::string latex_table(std::span<const TableRow> rows, std::span<const std::string> notes);

}  // namespace xil
