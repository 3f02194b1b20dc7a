#include "analysis/figures/estimator_figure.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "analysis/drawing/style.h"
#include "framework/core/base/digest.h"

namespace xil {
namespace {

constexpr double kTop = 22, kHeight = 150, kLeft = 40, kCurvesWidth = 185, kRowsLeft = 345, kRowsWidth = 148;

std::string curves_file(const EstimatorFigure& content) { return content.name + "_noise.tsv"; }
std::string rows_file(const EstimatorFigure& content) { return content.name + "_saved.tsv"; }

DataFile curves_table(const EstimatorFigure& content) {
  std::string text;
  for (const EstimatorResult& result : content.results) {
    text += fmt::format("# {}\n# masks noise_over_signal lower_quartile upper_quartile\n", result.name);
    for (const auto& [masks, noise, quartiles] : result.curve) {
      text += fmt::format("{:g}\t{:.6g}\t{:.6g}\t{:.6g}\n", masks, noise, quartiles.low, quartiles.high);
    }
    text += "\n\n";
  }
  return {curves_file(content), text};
}

DataFile rows_table(const EstimatorFigure& content) {
  std::string text;
  for (std::size_t i = 0; i < content.results.size(); ++i) {
    const EstimatorResult& result = content.results[i];
    text += fmt::format("# {}: masks saved per item, row\n", result.name);
    for (const double saved : result.saved_per_item) text += fmt::format("{:.6g}\t{}\n", saved, i);
    text += fmt::format("\n\n# median, row, interval\n{:.6g}\t{}\t{:.6g}\t{:.6g}\n\n\n", result.saved, i,
                        result.interval.low, result.interval.high);
  }
  return {rows_file(content), text};
}

std::string curves_panel(const Page& page, const EstimatorFigure& content) {
  const auto& curve = content.results.front().curve;
  std::vector<std::string> lines, tics;
  for (const auto& point : curve) tics.push_back(fmt::format("{:g}", point.masks));
  for (std::size_t i = 0; i < content.results.size(); ++i) {
    const EstimatorResult& result = content.results[i];
    if (!result.with_curve) continue;
    const LineStyle style = line_style(lines.size());
    lines.push_back(
        fmt::format("'{}' index {} using 1:2 with linespoints lw 1 dt {} pt {} ps point lc rgb '{}' title {}",
                    curves_file(content), i, style.dash, style.point, style.colour, gnuplot_string(result.name)));
  }
  return page.panel(kLeft, kTop, kCurvesWidth, kHeight) +
         fmt::format(
             "set logscale xy\nset border 3 lw 0.5\nset tics out nomirror scale 0.5\n"
             "set mytics 10\nset grid ytics lw 0.4 dt 1 lc rgb '#dddddd'\n"
             "set xtics ({})\nset xlabel 'masks (number)' offset 0,0.4\n"
             "set ylabel 'noise / signal' offset 0.6,0\nset format y '%g'\n"
             "set xrange [{}:{}]\nset key samplen 2.6 spacing 0.95 vertical maxrows 3 at screen 0.5,{:.5f} center top\n"
             "plot {}\n",
             fmt::join(tics, ", "), 0.8 * curve.front().masks, 1.25 * curve.back().masks, page.y(kTop + kHeight + 30),
             fmt::join(lines, ", \\\n     "));
}

std::string rows_panel(const Page& page, const EstimatorFigure& content) {
  const std::size_t rows = content.results.size();
  std::vector<std::string> tics, plots;
  for (std::size_t i = 0; i < rows; ++i) {
    tics.push_back(fmt::format("{} {}", gnuplot_string(content.results[i].name), i));
    plots.push_back(fmt::format("'{}' index {} using 1:2 with points pt 6 ps point lw 0.6 lc rgb '#999999' notitle",
                                rows_file(content), 2 * i));
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const bool has_interval = !std::isnan(content.results[i].interval.low);
    plots.push_back(fmt::format("'{}' index {} using {} pt 7 ps point lw 1.2 lc rgb '#000000' notitle",
                                rows_file(content), 2 * i + 1,
                                has_interval ? "1:2:3:4 with xerrorbars" : "1:2 with points"));
  }
  return page.panel(kRowsLeft, kTop, kRowsWidth, kHeight) +
         fmt::format(
             "unset logscale y\nunset mytics\nset yrange [{:.1f}:-0.6]\nset ytics ({}) scale 0\nset grid xtics\nunset "
             "key\n"
             "set ylabel ''\nset xrange [*:*]\nset xtics autofreq scale 0.5\nset xlabel 'masks saved against {} "
             "(times)'\n"
             "set arrow 1 from 1, graph 0 to 1, graph 1 nohead lw 0.6 dt 3\nplot {}\n",
             static_cast<double>(rows) - 0.4, fmt::join(tics, ", "), content.against, fmt::join(plots, ", \\\n     "));
}

}  // namespace

Figure estimator_figure(const EstimatorFigure& content) {
  std::vector<DataFile> tables = {curves_table(content), rows_table(content)};
  const std::string digest = sha256(tables[0].content + tables[1].content).substr(0, 12);
  const std::size_t items = content.results.front().saved_per_item.size();
  const auto lines = wrap(fmt::format("Left: median over {} items. Right: {:g} masks; at equal noise; a circle per "
                                      "item, median and its interval of "
                                      "at least 95 % from order statistics. Inputs: {}",
                                      items, content.masks, digest),
                          caption_columns(kFullWidth_pt));
  const double caption_top = kTop + kHeight + 63;
  const Page page{kFullWidth_pt, caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  const std::string script = script_head(content.name, page.width_pt, page.height_pt) + "set multiplot\n" +
                             page.title(content.title) + caption(page, lines, 4, caption_top) +
                             curves_panel(page, content) + "unset label\n" + rows_panel(page, content) +
                             "unset multiplot\n";
  return {content.name, digest, script, std::move(tables)};
}

}  // namespace xil
