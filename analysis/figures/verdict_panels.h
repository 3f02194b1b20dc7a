#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analysis/drawing/gnuplot.h"
#include "analysis/results/run_data.h"
#include "analysis/results/verdict_shares.h"

namespace xil {

/// Stacked bars of one panel: round -> shares of the verdicts.
struct VerdictPanel {
  std::string label;
  std::map<std::int64_t, VerdictShares> rounds;
};

/// What a figure of panels says besides them.
struct PanelText {
  std::string title;    ///< such as "weld: verdicts, 8 seeds"
  std::string caption;  ///< one sentence or several
};

/// Two panels a row, on several pages where there are many (see paged()). Items that were set aside have a colour of
/// their own where there are any. Panels without rounds are left out.
std::vector<Figure> verdict_panel_figures(const Blocks& blocks, const std::string& name,
                                          const std::vector<VerdictPanel>& panels, const PanelText& text);

}  // namespace xil
