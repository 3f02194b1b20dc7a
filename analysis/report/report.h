#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "analysis/comparison/text_table.h"
#include "analysis/page/time_section.h"
#include "analysis/quality/quality.h"
#include "analysis/report/figures.h"
#include "analysis/report/session_tables.h"
#include "analysis/results/run_data.h"
#include "analysis/results/run_warnings.h"
#include "framework/core/base/value.h"

namespace xil {

/// The contents of the report page of a results folder.
struct Report {
  std::string title;
  std::string question;                    ///< what the sweeps are to find out; may be empty
  std::string counts;                      ///< how many runs are complete, failed, ...
  std::vector<std::string> sweeps;         ///< texts of the kept sweeps
  std::vector<std::string> commands;       ///< commands that reproduce the results and this page
  std::vector<std::string> notes;          ///< what was left out and why
  std::vector<Warning> warnings;           ///< about the runs and their data sets
  std::vector<TableRow> rows;              ///< the summary of final values
  std::vector<BesidePublished> published;  ///< values of others beside ours; without any the page has no such table
  HypothesisAnswers answers;               ///< the only claims
  std::vector<DataCard> cards;
  std::map<std::string, std::size_t> styles;  ///< of strategies in every figure, see line_style()
  std::vector<DatasetTimes> times;
  Value curves;                             ///< see curves_for_report()
  std::map<std::string, std::string> says;  ///< by the stem of a figure's file: what is seen in it
  std::vector<NamedComparison> comparisons;
  std::vector<NamedSession> sessions;                           ///< of people; without any the page has no such section
  std::string no_claims;                                        ///< why there are none; may be empty
  Quality quality;                                              ///< of test items; its figures are among `figures`
  std::vector<std::filesystem::path> figures;                   ///< SVG, in the order in which they are shown
  Value runs;                                                   ///< list of maps with the same keys, a row each
  Value maps;                                                   ///< see maps_for_report()
  std::vector<std::pair<std::string, std::string>> provenance;  ///< what all runs share, and how many differ
};

/// One HTML page with everything inside, for any browser and without a network: answers, curves, runs with sorting and
/// filtering, a browser of saliency maps, figures, tables. The same report gives the same bytes.
std::string report_page(const Report& report);

}  // namespace xil
