#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/drawing/gallery.h"
#include "analysis/page/time_section.h"
#include "analysis/planned/answers.h"
#include "analysis/quality/quality.h"
#include "analysis/report/data_card.h"
#include "analysis/report/table.h"
#include "analysis/results/published.h"
#include "analysis/results/questions.h"
#include "analysis/results/run_data.h"
#include "framework/core/base/value.h"
#include "framework/store/files/own_files.h"

namespace xil {

struct FigureOptions {
  std::optional<Redraw> redraw;         ///< nothing: refutations and neighbours are not drawn
  std::vector<LabelledRun> incomplete;  ///< runs of the sweep that are not complete
  Missing missing = Missing::Error;     ///< whether claims are made without the incomplete runs, from complete blocks
  std::size_t columns = kNoFold;        ///< of the terminal: wider tables are folded in FigureReport::table
  std::vector<double> false_alarms = QualityOptions().false_alarms;  ///< see QualityOptions
  bool page = false;                                                 ///< whether a page is made of all this
  std::vector<PublishedRow> published = {};                          ///< to be drawn and listed beside our values
  std::vector<AskedTest> asked = {};                                 ///< hypotheses, which alone are claimed
};

struct FigureReport {
  std::vector<std::filesystem::path> files;   ///< figures (PDF, SVG, PNG) and tables, in the order of their making
  std::string table;                          ///< for the terminal
  std::vector<std::string> notes;             ///< what was left out, and why; one sentence each
  std::vector<NamedComparison> comparisons;   ///< the comparisons in claims.md
  std::string no_claims;                      ///< why there are none
  std::vector<TableRow> rows;                 ///< the summary
  std::map<std::string, std::string> says;    ///< by a figure's name: what is seen in it
  std::vector<DataCard> cards;                ///< of every dataset
  Quality quality;                            ///< of the test items
  std::vector<BesidePublished> published;     ///< as in published.md
  std::map<std::string, std::size_t> styles;  ///< of strategies, see line_style()
  std::vector<DatasetTimes> times;
  Value curves;               ///< see curves_for_report(); null unless FigureOptions::page
  HypothesisAnswers answers;  ///< as in claims.md
};

/// Reads all that figures and tables need of the runs.
std::vector<RunData> read_runs(std::span<const LabelledRun> runs);

/// Draws per dataset the learning curves, the verdicts, the galleries and where the time went, then what can be
/// claimed, and what a quality engineer asks, and writes table.md, claims.md, quality.md and, where there is something
/// published, published.md, all as .tex, and inputs.tsv (which runs each figure rests on). Scripts and tables of the
/// figures lie in TO/gnuplot. The same runs give the same bytes; figures of an earlier call that are not drawn any more
/// are deleted. Fails without gnuplot, on unreadable run files, and as join_runs() does.
FigureReport draw_figures(std::span<const RunData> data, const OwnPath& to, const FigureOptions& options = {});

}  // namespace xil
