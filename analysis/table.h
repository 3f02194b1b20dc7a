#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/run_data.h"
#include "analysis/verdicts.h"

namespace xil {

/// Over the seeds of a dataset and strategy; sd is NaN for one seed, both are where a seed lacks
/// the value.
struct Spread {
  double mean = 0, sd = 0;
};

/// One line of the summary table.
struct TableRow {
  std::string dataset, strategy;
  std::size_t seeds = 0;
  Spread accuracy;  ///< at the end of the common budget range
  Spread area;      ///< normalised area under accuracy over the common budget range
  Spread f1, jaccard;
  VerdictShares verdicts{};  ///< mean over seeds of the shares of all shown items
  double refutations = 0;    ///< mean number of edited copies per run
};

std::vector<TableRow> summarise(const Blocks& blocks);

/// What the numbers of seeds can show, and that the table itself claims nothing; one sentence per
/// number of seeds.
std::vector<std::string> table_notes(std::span<const TableRow> rows);

/// `notes` follow the table in each form.
std::string terminal_table(std::span<const TableRow> rows, std::span<const std::string> notes);
std::string markdown_table(std::span<const TableRow> rows, std::span<const std::string> notes);
/// Needs the LaTeX package booktabs.
std::string latex_table(std::span<const TableRow> rows, std::span<const std::string> notes);

}  // namespace xil
