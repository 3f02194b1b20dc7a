#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "analysis/gallery.h"
#include "analysis/run_data.h"

namespace xil {

struct FigureReport {
  std::vector<std::filesystem::path>
      files;          ///< figures (PDF, SVG, PNG) and tables, in the order of their making
  std::string table;  ///< for the terminal
  std::vector<std::string> notes;  ///< what was left out, and why; one sentence each
};

/// Draws per dataset the learning curves, the verdicts and the galleries, and writes table.md,
/// table.tex and inputs.tsv (which runs each figure rests on). Scripts and tables of the figures
/// lie in TO/gnuplot. The same runs give the same bytes. Without `redraw`, refutations are not
/// drawn. Fails without gnuplot, on unreadable run files, and as join_runs() does.
FigureReport draw_figures(std::span<const LabelledRun> runs, const std::filesystem::path& to,
                          const Redraw& redraw = nullptr);

}  // namespace xil
