#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "analysis/comparison.h"
#include "analysis/gallery.h"
#include "analysis/run_data.h"

namespace xil {

/// A comparison with the sentence that says of what.
struct NamedComparison {
  std::string what;
  Comparison comparison;
  std::vector<std::string> notes;  ///< what it leaves out besides dropped pairs
};

struct FigureReport {
  std::vector<std::filesystem::path>
      files;          ///< figures (PDF, SVG, PNG) and tables, in the order of their making
  std::string table;  ///< for the terminal
  std::vector<std::string> notes;  ///< what was left out, and why; one sentence each
  std::vector<NamedComparison> comparisons;  ///< that claims.md holds
};

/// Everything of the runs that figures and tables need.
std::vector<RunData> read_runs(std::span<const LabelledRun> runs);

/// Draws per dataset the learning curves, the verdicts and the galleries, and writes table.md,
/// table.tex and inputs.tsv (which runs each figure rests on). Scripts and tables of the figures
/// lie in TO/gnuplot. The same runs give the same bytes. Without `redraw`, refutations are not
/// drawn. Fails without gnuplot, on unreadable run files, and as join_runs() does.
FigureReport draw_figures(std::span<const RunData> data, const std::filesystem::path& to,
                          const Redraw& redraw = nullptr);

}  // namespace xil
