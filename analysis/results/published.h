#pragma once

#include <span>
#include <string>
#include <vector>

#include "analysis/comparison/text_table.h"
#include "analysis/results/run_data.h"
#include "framework/core/base/value.h"

// Values that somebody published, beside those of the runs at hand.
namespace xil {

/// A published value of one condition, under the names of figures and tables.
struct PublishedRow {
  std::string dataset, strategy;
  std::string metric;  ///< a column of /rounds
  double value = 0;
  double deviation = 0;  ///< standard deviation; NaN: not told
  std::string source;    ///< who published it, and where
};

/// The same with the final values of our runs: at the end of the budgets that all runs of the dataset share.
struct BesidePublished {
  PublishedRow published;
  std::size_t runs = 0;  ///< with the value
  double mean = 0;       ///< NaN without runs
  double deviation = 0;  ///< of the runs, with n - 1; NaN for fewer than two
};

/// In the order of the rows. Rows whose condition or metric no run has are there with 0 runs.
std::vector<BesidePublished> beside_published(std::span<const RunData> runs, std::span<const PublishedRow> rows);

/// Published and own values with their difference; the sources, which are long, as numbers.
TextTable published_table(std::span<const BesidePublished> rows);
/// What the numbers of published_table() stand for: the sources, one sentence each, and how the values are compared.
std::vector<std::string> published_notes(std::span<const BesidePublished> rows);

/// The table with its notes, in the forms of a comparison.
std::string published_text(std::span<const BesidePublished> rows, std::size_t columns = kNoFold);
std::string published_markdown(std::span<const BesidePublished> rows);
std::string published_latex(std::span<const BesidePublished> rows);
Value published_json(std::span<const BesidePublished> rows);

}  // namespace xil
