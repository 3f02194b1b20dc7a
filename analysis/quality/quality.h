#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/comparison/text_table.h"
#include "analysis/drawing/gallery.h"
#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"

namespace xil {

/// What a quality engineer asks of the test items, for all datasets: the captions of its figures, and its tables.
struct Quality {
  struct FigureText {
    std::string name;     ///< of the figure
    std::string caption;  ///< one or two sentences
  };
  struct Table {
    std::string title;
    TextTable table;
  };
  std::vector<FigureText> figures;
  std::vector<Table> tables;         ///< that all datasets share, then those of single ones
  std::vector<std::string> remarks;  ///< how to read them
};

/// What is drawn and written of the test items.
struct QualityOptions {
  std::vector<double> false_alarms = {0.05};  ///< shares of false alarms at which missed defects are counted
  const Redraw* redraw = nullptr;             ///< null: pictures come from the run files alone
};

/// The figures of one dataset, whose names are KIND_<stem>; adds their captions and tables to `quality`. `notes` says
/// what was left out and why.
std::vector<Figure> quality_figures(const Blocks& blocks, const std::vector<std::size_t>& style_of,
                                    const QualityOptions& options, Quality& quality, std::vector<std::string>& notes);

std::string quality_markdown(const Quality& quality);
/// Needs the LaTeX package booktabs.
std::string quality_latex(const Quality& quality);

}  // namespace xil
