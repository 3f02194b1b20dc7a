#include "analysis/figures/verdicts.h"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "analysis/figures/verdict_panels.h"

namespace xil {
namespace {

using Runs = std::vector<const RunData*>;

std::set<std::int64_t> rounds_shown(const Runs& runs) {
  std::set<std::int64_t> rounds;
  for (const RunData* run : runs) {
    for (const ShownRecord& look : run->shown) rounds.insert(look.round);
  }
  return rounds;
}

/// The mean over those seeds that were shown anything in that round.
VerdictShares mean_shares(const Runs& runs, std::int64_t round) {
  VerdictShares shares{};
  for (std::size_t k = 0; k < shares.size(); ++k) {
    std::vector<double> of_seed;
    for (const RunData* run : runs) {
      const double share = verdict_shares(*run, round)[k];
      if (!std::isnan(share)) of_seed.push_back(share);
    }
    shares[k] = mean(of_seed);
  }
  return shares;
}

/// One panel per session, by strategy and unit.
std::vector<VerdictPanel> session_panels(const Blocks& blocks) {
  std::vector<VerdictPanel> panels;
  for (std::size_t strategy = 0; strategy < blocks.strategies.size(); ++strategy) {
    for (std::size_t unit = 0; unit < blocks.units.size(); ++unit) {
      const auto& session = blocks.runs[strategy][unit]->session;
      if (!session) continue;
      VerdictPanel panel{fmt::format("{}, seed {}", blocks.strategies[strategy], blocks.units[unit].text()), {}};
      for (const SessionPart& round : session->rounds) panel.rounds[round.round] = round.verdicts;
      panels.push_back(std::move(panel));
    }
  }
  return panels;
}

}  // namespace

std::vector<Figure> verdict_figures(const Blocks& blocks, const std::string& name) {
  std::vector<VerdictPanel> panels;
  for (std::size_t i = 0; i < blocks.strategies.size(); ++i) {
    panels.push_back({blocks.strategies[i], {}});
    for (const std::int64_t round : rounds_shown(blocks.runs[i]))
      panels.back().rounds[round] = mean_shares(blocks.runs[i], round);
  }
  return verdict_panel_figures(
      blocks, name, panels,
      {fmt::format("{}: verdicts, {} seed{}", blocks.dataset, blocks.units.size(), blocks.units.size() == 1 ? "" : "s"),
       "Share of the looks of a round, mean over seeds. W: wrong label; RWR, RRR: right label for the wrong, the right "
       "reasons."});
}

std::vector<Figure> session_figures(const Blocks& blocks, const std::string& name) {
  return verdict_panel_figures(
      blocks, name, session_panels(blocks),
      {fmt::format("{}: verdicts of people", blocks.dataset),
       "Share of a person's answers in a round, one panel per session; practice and items shown "
       "for comparison are not counted. W: wrong label; RWR, RRR: right label for the wrong, "
       "the right reasons. A drift over rounds may be the model's, the person's, or fatigue."});
}

}  // namespace xil
