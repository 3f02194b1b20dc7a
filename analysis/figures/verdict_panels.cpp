#include "analysis/figures/verdict_panels.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <span>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/style.h"

namespace xil {
namespace {

/// The verdicts that a simulated expert gives too; the one behind them is that of items that were set aside.
constexpr std::size_t kUsualVerdicts = static_cast<std::size_t>(Verdict::Unsure);

/// The number of verdicts to draw.
std::size_t verdicts_in(const std::vector<VerdictPanel>& panels) {
  const auto set_aside = [](const auto& round) { return round.second[kUsualVerdicts] > 0; };
  const bool any = std::ranges::any_of(
      panels, [&](const VerdictPanel& panel) { return std::ranges::any_of(panel.rounds, set_aside); });
  return any ? kUsualVerdicts + 1 : kUsualVerdicts;
}

/// One block per panel: round, then the upper edge of each verdict's bar.
std::string stacked_table(const std::vector<VerdictPanel>& panels, std::size_t verdicts) {
  const std::span names(EnumNames<Verdict>::names);
  std::string table;
  for (const VerdictPanel& panel : panels) {
    table += fmt::format("# {}: upper edges of the stacked shares\n# round {}\n", panel.label,
                         fmt::join(names.first(verdicts), " "));
    for (const auto& [round, shares] : panel.rounds) {
      table += fmt::format("{}", round);
      double edge = 0;
      for (const double share : std::span(shares).first(verdicts)) table += fmt::format("\t{:.5f}", edge += share);
      table += '\n';
    }
    table += "\n\n";
  }
  return table;
}

/// Draws from the top verdict down, so that each bar covers all but its own share of the one
/// before.
std::string bars(const std::string& file, std::size_t block, std::size_t verdicts) {
  std::vector<std::string> plots;
  for (std::size_t k = verdicts; k-- > 0;) {
    plots.push_back(fmt::format("'{}' index {} using 1:{} with boxes fc rgb '{}' notitle", file, block, k + 2,
                                verdict_colour(static_cast<Verdict>(k))));
  }
  return fmt::format("plot {}\n", fmt::join(plots, ", \\\n     "));
}

/// One line of colours and names; gnuplot's own key would be as wide as a panel.
std::string legend(const Page& page, double top_pt, std::size_t verdicts) {
  // Five names fit on the line only if each is short.
  const std::string_view not_judged = verdicts > kUsualVerdicts ? "not judged" : "right label, reasons not judged";
  const std::array<std::string_view, kUsualVerdicts + 1> names = {"W", "RWR", "RRR", not_judged, "set aside"};
  std::string script;
  double left = 34;
  for (std::size_t k = 0; k < verdicts; ++k) {
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

std::string compose(const Figure& figure, const std::vector<VerdictPanel>& panels, const PanelText& text,
                    std::size_t verdicts) {
  const auto lines = wrap(text.caption + " Inputs: " + figure.digest, caption_columns(kColumn_pt));
  std::vector<std::string> labels;
  std::set<std::int64_t> rounds;
  for (const VerdictPanel& panel : panels) {
    labels.push_back(panel.label);
    for (const auto& [round, shares] : panel.rounds) rounds.insert(round);
  }
  const Layout layout(labels);
  const Page page{kColumn_pt, layout.caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  std::string script = script_head(figure.name, page.width_pt, page.height_pt) + "set multiplot\n" +
                       page.title(text.title) + legend(page, 20, verdicts) +
                       caption(page, lines, 4, layout.caption_top) +
                       "set border 3 lw 0.5\nset tics out nomirror scale 0.4\nset boxwidth 0.9\n"
                       "set style fill solid 1 border rgb '#ffffff'\nset yrange [0:1]\nset ytics 0.5\n" +
                       round_axis(rounds);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    script += page.panel(layout.left(i), layout.tops[i], layout.panel_width, Layout::kHeight);
    script += panel_label(page, layout, labels[i], i);
    script += fmt::format("set format y '{}'\nset ylabel '{}' offset 1.2,0\nset xlabel '{}' offset 0,0.5\n",
                          i % 2 == 1 ? "" : "%.1f", i % 2 == 1 ? "" : "share", layout.has_x_label(i) ? "round" : "");
    script += bars(figure.data.front().name, i, verdicts) + "unset label\n";
  }
  return script + "unset multiplot\n";
}

}  // namespace

std::vector<Figure> verdict_panel_figures(const Blocks& blocks, const std::string& name,
                                          const std::vector<VerdictPanel>& panels, const PanelText& text) {
  constexpr std::size_t kPanels = 14;
  std::vector<VerdictPanel> drawn;
  std::ranges::copy_if(panels, std::back_inserter(drawn), [](const auto& panel) { return !panel.rounds.empty(); });
  const std::size_t verdicts = verdicts_in(drawn);
  return paged(name, drawn, kPanels, [&](const std::vector<VerdictPanel>& part, const PageName& page) {
    Figure figure{page.figure, {}, {}, {{page.figure + ".tsv", stacked_table(part, verdicts)}}};
    figure.digest = figure_digest(blocks, figure.data);
    figure.script = compose(figure, part, {text.title + page.title, text.caption}, verdicts);
    return figure;
  });
}

}  // namespace xil
