#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "analysis/drawing/style.h"
#include "analysis/quality/quality_figures.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

/// Numbers stand in white on the dark cells.
constexpr double kDark = 0.75;

struct StrategyMatrix {
  std::string strategy;
  ConfusionSummary summary;
};

std::string cell_text(const ConfusionSummary& summary, std::size_t truth, std::size_t predicted) {
  const double share = summary.shares[truth][predicted];
  return std::isnan(share) ? "–" : fmt::format("{:.0f} %", 100 * share);
}

/// Blocks of "column row share text count": rows from the first class on top.
std::string table_of(const std::vector<StrategyMatrix>& matrices) {
  std::string table;
  for (const auto& [strategy, summary] : matrices) {
    table += fmt::format("# {}\n# predicted true share(mean over seeds) text count(all seeds)\n", strategy);
    for (std::size_t truth = 0; truth < summary.shares.size(); ++truth) {
      for (std::size_t predicted = 0; predicted < summary.shares.size(); ++predicted) {
        const double share = summary.shares[truth][predicted];
        table += fmt::format("{}\t{}\t{:.6f}\t\"{}\"\t\"{}\"\n", predicted, truth, std::isnan(share) ? 0 : share,
                             cell_text(summary, truth, predicted), summary.counts[truth][predicted]);
      }
    }
    table += "\n\n";
  }
  return table;
}

/// Short enough for the margin of a matrix.
std::string short_name(const std::string& name) {
  constexpr std::size_t kMost = 16;
  return name.size() <= kMost ? name : name.substr(0, kMost - 1) + "…";
}

/// Where everything goes, in points.
struct Layout {
  double cell = 0, side = 0, left = 0, above = 0, width = kColumn_pt, caption_top = 0;
  std::size_t columns = 1;
  bool upright = false;  ///< names of columns run upwards
  static constexpr double kTop = 18, kGap = 14, kBelow = 10, kTitle = 20;

  Layout(const std::vector<std::string>& names, std::size_t matrices) {
    const double longest_name = 3.3 * static_cast<double>(longest(names));
    left = 20 + longest_name;
    const auto classes = static_cast<double>(names.size());
    cell = std::clamp(150 / classes, 20.0, 44.0);
    side = cell * classes;
    upright = longest_name > cell - 2;
    above = 10 + (upright ? longest_name : 8) + kTitle;
    if (matrices > 1 || left + side + 8 > kColumn_pt) width = kFullWidth_pt;
    columns = std::clamp<std::size_t>(static_cast<std::size_t>((width + kGap - 6) / (left + side + kGap)), 1, matrices);
    const std::size_t rows = (matrices + columns - 1) / columns;
    caption_top = kTop + static_cast<double>(rows) * height() + 4;
  }
  double height() const { return above + side + kBelow; }
  double panel_left(std::size_t i) const {
    const double all = static_cast<double>(columns) * (left + side + kGap) - kGap;
    return std::max(2.0, (width - all) / 2) + left + static_cast<double>(i % columns) * (left + side + kGap);
  }
  double panel_top(std::size_t i) const { return kTop + above + static_cast<double>(i / columns) * height(); }
};

std::string names_around(const Page& page, const Layout& layout, const std::vector<std::string>& names, double left,
                         double top) {
  std::string script = page.label("predicted", left + layout.side / 2, top - layout.above + Layout::kTitle,
                                  "center font small textcolor '#444444'");
  script += page.label("true", left - layout.left + 6, top + layout.side / 2,
                       "center rotate by 90 font small textcolor '#444444'");
  for (std::size_t k = 0; k < names.size(); ++k) {
    const double middle = layout.cell * (static_cast<double>(k) + 0.5);
    script += page.label(names[k], left - 4, top + middle, "right font small");
    script += page.label(names[k], left + middle, top - (layout.upright ? 4 : 6),
                         layout.upright ? "left rotate by 90 font small" : "center font small");
  }
  return script;
}

/// The column of texts in the middle of the cells, so much lower; white on dark cells.
std::string numbers(const std::string& file, std::size_t matrix, int column, double lower, std::string_view font) {
  std::string plots;
  for (const char* ink : {"> {} ? NaN : $1):($2{:+.2f}):{} with labels font {} tc rgb '#1b1b1b' notitle",
                          "> {} ? $1 : NaN):($2{:+.2f}):{} with labels font {} tc rgb '#ffffff' notitle"})
    plots += fmt::format(", \\\n     '{}' index {} using ($3 ", file, matrix) +
             fmt::format(fmt::runtime(ink), kDark, lower, column, font);
  return plots;
}

std::string matrix(const Page& page, const Layout& layout, const std::vector<std::string>& names,
                   const std::string& strategy, const std::string& file, std::size_t i) {
  const double left = layout.panel_left(i), top = layout.panel_top(i);
  std::string script = page.panel(left, top, layout.side, layout.side);
  const auto lines =
      wrap(strategy, std::max<std::size_t>(18, static_cast<std::size_t>((layout.side + layout.left) / 3.4)));
  for (std::size_t line = 0; line < lines.size() && line < 2; ++line)
    script += page.label(lines[line], left + layout.side / 2,
                         top - layout.above + 4 + 6.5 * static_cast<double>(line) - (lines.size() > 1 ? 3 : 0),
                         "center font small_bold");
  script += names_around(page, layout, names, left, top);
  const double shift = layout.cell > 30 ? 0.14 : 0.2;
  return script + fmt::format("plot '{}' index {} using 1:2:3 with image pixels notitle{}{}\nunset label\n", file, i,
                              numbers(file, i, 4, -shift, "small_bold"), numbers(file, i, 5, shift + 0.06, "small"));
}

Figure draw(const TestResults& results, const std::vector<StrategyMatrix>& matrices, const PageName& name) {
  Figure figure{name.figure, {}, {}, {{name.figure + ".tsv", table_of(matrices)}}};
  figure.digest = figure_digest(*results.blocks, figure.data);
  std::vector<std::string> names;
  for (const std::string& one : results.roles.names) names.push_back(short_name(one));
  const Layout layout(names, matrices.size());
  const auto lines = wrap(
      fmt::format("Test items in the last round. A row: of the items that truly are of a class, the share predicted "
                  "as each class (mean over {} {}), and below it the number of items, all {} together. Inputs: {}",
                  matrices.front().summary.seeds, unit_noun(results.blocks->units, matrices.front().summary.seeds != 1),
                  unit_noun(results.blocks->units), figure.digest),
      caption_columns(layout.width));
  const Page page{layout.width, layout.caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  figure.script =
      script_head(name.figure, page.width_pt, page.height_pt) + "set multiplot\n" +
      page.title(fmt::format("{}: confusion matrix{}", results.blocks->dataset, name.title)) +
      caption(page, lines, 4, layout.caption_top) +
      fmt::format(
          "set palette defined (0 '#ffffff', 0.5 '#8fc1e3', 1 '#00457a')\nset cbrange [0:1]\nunset colorbox\n"
          "unset tics\nset border 15 lw 0.5 lc rgb '#888888'\nset xrange [-0.5:{0}]\nset yrange [{0}:-0.5]\n",
          static_cast<double>(names.size()) - 0.5);
  for (std::size_t i = 0; i < matrices.size(); ++i)
    figure.script += matrix(page, layout, names, matrices[i].strategy, figure.data.front().name, i);
  figure.script += "unset multiplot\n";
  return figure;
}

}  // namespace

std::vector<Figure> confusion_figures(const TestResults& results, const std::string& name,
                                      std::vector<std::string>& notes) {
  if (results.roles.names.size() > kMostMatrixClasses) {
    notes.push_back(fmt::format("{}: no figure of the confusion matrix, which would have {} classes; quality.md has it",
                                results.blocks->dataset, results.roles.names.size()));
    return {};
  }
  constexpr std::size_t kMatrices = 12;
  std::vector<StrategyMatrix> matrices;
  for (std::size_t s = 0; s < results.runs.size(); ++s) {
    ConfusionSummary summary = confusion_of(results, s);
    if (summary.seeds > 0) matrices.push_back({results.blocks->strategies[s], std::move(summary)});
  }
  return paged(name, matrices, kMatrices, [&](const std::vector<StrategyMatrix>& part, const PageName& page) {
    return draw(results, part, page);
  });
}

}  // namespace xil
