#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "analysis/drawing/style.h"
#include "analysis/quality/quality_figures.h"

namespace xil {
namespace {

using Summaries = std::vector<DetectionSummary>;

std::string table_of(const Blocks& blocks, const Summaries& summaries, CurveBand DetectionSummary::*curve,
                     std::string_view axes) {
  std::string table;
  for (const DetectionSummary& summary : summaries) {
    const CurveBand& band = summary.*curve;
    table += fmt::format("# {}\n# {} low high\n", blocks.strategies[summary.strategy], axes);
    for (std::size_t i = 0; i < band.x.size(); ++i)
      table += fmt::format("{:g}\t{:.6f}\t{:.6f}\t{:.6f}\n", band.x[i], band.mean[i], band.low[i], band.high[i]);
    table += "\n\n";
  }
  return table;
}

std::string plots(const Blocks& blocks, const Summaries& summaries, const std::vector<std::size_t>& style_of,
                  const std::string& file, bool with_key) {
  std::vector<std::string> bands, lines;
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const LineStyle style = line_style(style_of[summaries[i].strategy]);
    bands.push_back(fmt::format(
        "'{}' index {} using 1:3:4 with filledcurves fc rgb '{}' fs transparent solid 0.13 noborder notitle", file, i,
        style.colour));
    lines.push_back(fmt::format(
        "'{}' index {} using 1:2 with lines dt {} lw 1.1 lc rgb '{}' {}", file, i, style.dash, style.colour,
        with_key ? "title " + gnuplot_string(blocks.strategies[summaries[i].strategy]) : std::string("notitle")));
  }
  bands.insert(bands.end(), lines.begin(), lines.end());
  return fmt::format("plot {}\nunset label\nunset arrow\n", fmt::join(bands, ", \\\n     "));
}

/// What the curves ask, for the caption.
std::string question_of(const ClassRoles& roles) {
  if (const auto defect = roles.only_defect())
    return fmt::format("Whether a test item is of the class '{}', by the probability of that class.",
                       roles.names[*defect]);
  return fmt::format("Of which class a test item is: each of the {} classes against the others, macro mean.",
                     roles.names.size());
}

std::string caption_of(const TestResults& results) {
  const auto& units = results.blocks->units;
  return question_of(results.roles) +
         (units.size() < 2
              ? std::string(" One seed: no bands.")
              : fmt::format(" Last round; mean over {} {} at equal shares, bands: 95 % percentile bootstrap of that "
                            "mean, pointwise. ",
                            units.size(), unit_noun(units))) +
         " Left, dotted: guessing.";
}

/// The titles of a panel's axes; a set with one kind of defect has its own words.
std::string axes(std::string x, std::string y, const ClassRoles& roles) {
  if (const auto defect = roles.only_defect()) {
    const std::string found = fmt::format("recall: share of '{}' that is found", roles.names[*defect]);
    if (x.starts_with("recall")) x = found;
    if (y.starts_with("recall")) y = found;
    if (x.starts_with("false")) x = fmt::format("false alarms: share of '{}' that is flagged", roles.names[*roles.ok]);
  }
  return fmt::format("set xlabel {} offset 0,0.4\nset ylabel {} offset 0.6,0\n", gnuplot_string(x), gnuplot_string(y));
}

/// Where everything goes, in points.
struct Layout {
  static constexpr double kLeft = 41, kGap = 46, kSide = (kFullWidth_pt - kLeft - kGap - 12) / 2,
                          kHeight = 0.72 * kSide;
  LineKey key;  // which is as wide as the left panel, whose lines it names
  double caption_top = 0;

  explicit Layout(const std::vector<std::string>& labels)
      : key(labels, kSide), caption_top(key.bottom + kHeight + 34) {}
};

Figure draw(const TestResults& results, const Summaries& summaries, const PageName& name,
            const std::vector<std::size_t>& style_of) {
  const Blocks& blocks = *results.blocks;
  const std::string roc = name.figure + ".roc.tsv", precision = name.figure + ".precision.tsv";
  Figure figure{name.figure,
                {},
                {},
                {{roc, table_of(blocks, summaries, &DetectionSummary::roc, "false_alarms recall")},
                 {precision, table_of(blocks, summaries, &DetectionSummary::precision, "recall precision")}}};
  figure.digest = figure_digest(blocks, figure.data);
  std::vector<std::string> labels;
  for (const DetectionSummary& summary : summaries) labels.push_back(blocks.strategies[summary.strategy]);
  const Layout layout(labels);
  const auto lines = wrap(caption_of(results) + " Inputs: " + figure.digest, caption_columns(kFullWidth_pt));
  const Page page{kFullWidth_pt, layout.caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  figure.script =
      script_head(name.figure, page.width_pt, page.height_pt) + "set multiplot\n" +
      page.title(fmt::format("{}: ROC curve, and precision over recall{}", blocks.dataset, name.title)) +
      caption(page, lines, 4, layout.caption_top) +
      "set border 3 lw 0.5\nset tics out nomirror scale 0.5\nset xtics 0.2\nset ytics 0.2\nset xrange [0:1]\nset yrange "
      "[0:1.01]\nset grid lw 0.4 dt 1 lc rgb '#dddddd'\nset format '%.1f'\n" +
      layout.key.command(page) + page.panel(Layout::kLeft, layout.key.bottom, Layout::kSide, Layout::kHeight) +
      axes("false alarms: share of the other items", "recall: share of the items of the class", results.roles) +
      "set arrow from 0,0 to 1,1 nohead lw 0.5 dt 3 lc rgb '#666666'\n" +
      plots(blocks, summaries, style_of, roc, true) +
      page.panel(Layout::kLeft + Layout::kSide + Layout::kGap, layout.key.bottom, Layout::kSide, Layout::kHeight) +
      axes("recall: share of the items of the class", "precision: share of the flagged items", results.roles) +
      plots(blocks, summaries, style_of, precision, false) + "unset multiplot\n";
  return figure;
}

}  // namespace

std::vector<Figure> detection_figures(const TestResults& results, const std::vector<DetectionSummary>& summaries,
                                      const std::string& name, const std::vector<std::size_t>& style_of) {
  constexpr std::size_t kCurves = 8;  // as there are colours
  return paged(name, summaries, kCurves,
               [&](const Summaries& part, const PageName& page) { return draw(results, part, page, style_of); });
}

}  // namespace xil
