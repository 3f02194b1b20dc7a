#include "analysis/figures/verdicts.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/style.h"
#include "analysis/results/verdict_shares.h"

namespace xil {
namespace {

constexpr std::size_t kVerdicts = std::tuple_size_v<VerdictShares>;

std::set<std::int64_t> rounds_shown(const std::vector<const RunData*>& runs) {
  std::set<std::int64_t> rounds;
  for (const RunData* run : runs) {
    for (const ShownRecord& look : run->shown) rounds.insert(look.round);
  }
  return rounds;
}

/// The mean over those seeds that were shown anything in that round.
VerdictShares mean_shares(const std::vector<const RunData*>& runs, std::int64_t round) {
  VerdictShares shares{};
  for (std::size_t k = 0; k < kVerdicts; ++k) {
    std::vector<double> of_seed;
    for (const RunData* run : runs) {
      const double share = verdict_shares(*run, round)[k];
      if (!std::isnan(share)) of_seed.push_back(share);
    }
    shares[k] = mean(of_seed);
  }
  return shares;
}

/// One block per strategy: round, then the upper edge of each verdict's bar.
std::string stacked_table(const Blocks& blocks, const std::vector<std::size_t>& strategies) {
  std::string table;
  for (const std::size_t strategy : strategies) {
    table += fmt::format("# {}: upper edges of the stacked shares\n# round {}\n", blocks.strategies[strategy],
                         fmt::join(EnumNames<Verdict>::names, " "));
    for (const std::int64_t round : rounds_shown(blocks.runs[strategy])) {
      table += fmt::format("{}", round);
      double edge = 0;
      for (const double share : mean_shares(blocks.runs[strategy], round)) {
        table += fmt::format("\t{:.5f}", edge += share);
      }
      table += '\n';
    }
    table += "\n\n";
  }
  return table;
}

/// Draws from the top verdict down, so that each bar covers all but its own share of the one
/// before.
std::string bars(const std::string& file, std::size_t block) {
  std::vector<std::string> plots;
  for (std::size_t k = kVerdicts; k-- > 0;) {
    plots.push_back(fmt::format("'{}' index {} using 1:{} with boxes fc rgb '{}' notitle", file, block, k + 2,
                                verdict_colour(static_cast<Verdict>(k))));
  }
  return fmt::format("plot {}\n", fmt::join(plots, ", \\\n     "));
}

/// One line of colours and names; gnuplot's own key would be as wide as a panel.
std::string legend(const Page& page, double top_pt) {
  constexpr std::array<std::string_view, kVerdicts> names = {"W", "RWR", "RRR", "right label, reasons not judged"};
  std::string script;
  double left = 34;
  for (std::size_t k = 0; k < kVerdicts; ++k) {
    script += page.label("■", left, top_pt, fmt::format("textcolor '{}'", verdict_colour(static_cast<Verdict>(k))));
    script += page.label(names[k], left + 8, top_pt);
    left += 16 + 5.5 * static_cast<double>(names[k].size());
  }
  return script;
}

/// Short labels in normal print, long ones on lines of small print.
std::vector<std::string> label_lines(std::string_view strategy) {
  return wrap(strategy, strategy.size() > 22 ? 34 : 22);
}

/// Where everything goes, in points: two panels a row, below as many lines as the longer label needs.
struct Layout {
  double panel_width = (kColumn_pt - kLeft - kGap - 6) / 2, caption_top = kTop;
  std::vector<double> tops;  ///< of the panels
  static constexpr double kTop = 32, kLeft = 34, kGap = 14, kHeight = 56, kLine = 7, kBelow = 22;

  explicit Layout(const std::vector<std::string>& labels) {
    for (std::size_t i = 0; i < labels.size(); i += 2) {
      std::size_t lines = label_lines(labels[i]).size();
      if (i + 1 < labels.size()) lines = std::max(lines, label_lines(labels[i + 1]).size());
      const double top = caption_top + kLine * static_cast<double>(lines);
      tops.insert(tops.end(), 2, top);
      caption_top = top + kHeight + kBelow;
    }
    tops.resize(labels.size());
    caption_top += 14;
  }
  double left(std::size_t i) const { return kLeft + (i % 2 == 1 ? panel_width + kGap : 0); }
  bool has_x_label(std::size_t i) const { return i + 2 >= tops.size(); }
};

std::string panel_label(const Page& page, const Layout& layout, std::string_view strategy, std::size_t panel) {
  const auto lines = label_lines(strategy);
  std::string script;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double above = 6 + Layout::kLine * static_cast<double>(lines.size() - 1 - i);
    script += page.label(lines[i], layout.left(panel) + layout.panel_width / 2, layout.tops[panel] - above,
                         strategy.size() > 22 ? "center font small" : "center");
  }
  return script;
}

/// The rounds' axis with about five whole numbers on it.
std::string round_axis(const std::set<std::int64_t>& rounds) {
  const std::int64_t first = *rounds.begin(), last = *rounds.rbegin();
  return fmt::format("set xrange [{}:{}]\nset xtics {}\n", static_cast<double>(first) - 0.6,
                     static_cast<double>(last) + 0.6, std::max<std::int64_t>(1, (last - first + 2) / 5));
}

std::string compose(const Blocks& blocks, const Figure& figure, const std::vector<std::size_t>& strategies,
                    const std::string& page_title) {
  const auto lines = wrap(
      "Share of the looks of a round, mean over seeds. W: wrong label; RWR, RRR: right label "
      "for the wrong, the right reasons. Inputs: " +
          figure.digest,
      caption_columns(kColumn_pt));
  std::vector<std::string> labels;
  for (const std::size_t i : strategies) labels.push_back(blocks.strategies[i]);
  const Layout layout(labels);
  const Page page{kColumn_pt, layout.caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  std::set<std::int64_t> rounds;
  for (const std::size_t strategy : strategies) rounds.merge(rounds_shown(blocks.runs[strategy]));
  std::string script = script_head(figure.name, page.width_pt, page.height_pt) + "set multiplot\n" +
                       page.label(fmt::format("{}: verdicts, {} seed{}{}", blocks.dataset, blocks.units.size(),
                                              blocks.units.size() == 1 ? "" : "s", page_title),
                                  page.width_pt / 2, 8, "center font bold") +
                       legend(page, 20) + caption(page, lines, 4, layout.caption_top) +
                       "set border 3 lw 0.5\nset tics out nomirror scale 0.4\nset boxwidth 0.9\n"
                       "set style fill solid 1 border rgb '#ffffff'\nset yrange [0:1]\nset ytics 0.5\n" +
                       round_axis(rounds);
  for (std::size_t i = 0; i < strategies.size(); ++i) {
    script += page.panel(layout.left(i), layout.tops[i], layout.panel_width, Layout::kHeight);
    script += panel_label(page, layout, labels[i], i);
    script += fmt::format("set format y '{}'\nset ylabel '{}' offset 1.2,0\nset xlabel '{}' offset 0,0.5\n",
                          i % 2 == 1 ? "" : "%.1f", i % 2 == 1 ? "" : "share", layout.has_x_label(i) ? "round" : "");
    script += bars(figure.data.front().name, i) + "unset label\n";
  }
  return script + "unset multiplot\n";
}

}  // namespace

std::vector<Figure> verdict_figures(const Blocks& blocks, const std::string& name) {
  constexpr std::size_t kPanels = 14;
  std::vector<std::size_t> strategies;
  for (std::size_t i = 0; i < blocks.strategies.size(); ++i) {
    if (!rounds_shown(blocks.runs[i]).empty()) strategies.push_back(i);
  }
  return paged(name, strategies, kPanels, [&](const std::vector<std::size_t>& part, const PageName& page) {
    Figure figure{page.figure, {}, {}, {{page.figure + ".tsv", stacked_table(blocks, part)}}};
    figure.digest = figure_digest(blocks, figure.data);
    figure.script = compose(blocks, figure, part, page.title);
    return figure;
  });
}

}  // namespace xil
