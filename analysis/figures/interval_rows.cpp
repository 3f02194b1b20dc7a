#include "analysis/figures/interval_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/style.h"
#include "framework/core/base/digest.h"

namespace xil {
namespace {

std::string row_table(const std::vector<IntervalRow>& rows) {
  std::string table = "# position value low high filled\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    table += fmt::format("{}\t{:.6f}\t{:.6f}\t{:.6f}\t{}\n", i, rows[i].value, rows[i].interval.low,
                         rows[i].interval.high, rows[i].filled ? 1 : 0);
  }
  return table;
}

std::string compared_table(const std::vector<IntervalRow>& rows) {
  constexpr double kBelow = 0.25, kStep = 0.1;  // of a row's height; several lie below each other
  std::string table = "# position value low high\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double place = static_cast<double>(i) + kBelow;
    for (const ComparedValue& other : rows[i].compared) {
      table += fmt::format("{:.2f}\t{:.6f}\t{:.6f}\t{:.6f}\n", place, other.value, other.value - other.reach,
                           other.value + other.reach);
      place += kStep;
    }
  }
  return table;
}

/// Of all intervals, and zero where it is drawn.
Interval span_of(const std::vector<IntervalRow>& rows, bool from_zero) {
  Interval span = from_zero ? Interval{0, 0} : rows.front().interval;
  for (const IntervalRow& row : rows) {
    span = {std::min(span.low, row.interval.low), std::max(span.high, row.interval.high)};
    for (const ComparedValue& other : row.compared)
      span = {std::min(span.low, other.value - other.reach), std::max(span.high, other.value + other.reach)};
  }
  return span;
}

/// Limits with a margin; of values that are never negative none that is.
std::string value_limits(const Interval& span) {
  const double margin = std::max(0.04 * (span.high - span.low), 1e-9 + 0.001 * std::abs(span.high));
  const double low = span.low >= 0 ? std::max(0.0, span.low - margin) : span.low - margin;
  return fmt::format("set xrange [{:.8g}:{:.8g}]\n", low, span.high + margin);
}

Figure row_figure(const std::string& name, const std::vector<IntervalRow>& rows, const RowText& text,
                  const std::vector<Blocks>& datasets) {
  Figure figure{name, {}, {}, {{name + ".tsv", row_table(rows)}}, text.says};
  const bool compares = std::ranges::any_of(rows, [](const IntervalRow& row) { return !row.compared.empty(); });
  if (compares) figure.data.push_back({name + "_published.tsv", compared_table(rows)});
  std::string drawn;
  for (const DataFile& file : figure.data) drawn += file.content;
  figure.digest = digest_of(datasets, drawn);
  std::vector<std::string> labels;
  for (const IntervalRow& row : rows) labels.push_back(row.label);
  const LabelledRows layout(labels, 20);
  const auto lines = wrap(text.caption + " Inputs: " + figure.digest, caption_columns(layout.width));
  const Page page{layout.width, layout.caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  std::string& script = figure.script;
  script = script_head(name, page.width_pt, page.height_pt) + page.title(text.title) +
           caption(page, lines, 4, layout.caption_top) + layout.frame(page, labels);
  script += fmt::format(
      "set border 1 lw 0.5\nset tics out nomirror scale 0.5\nunset ytics\nset xtics {}\nset yrange [{}:-0.5]\n"
      "set xlabel {} offset 0,0.4\n{}",
      tick_step(span_of(rows, text.zero_line)), static_cast<double>(rows.size()) - 0.5, gnuplot_string(text.axis),
      text.zero_line ? "set arrow from 0,graph 0 to 0,graph 1 nohead lw 0.5 dt 3\n"
                     : value_limits(span_of(rows, false)));
  script += fmt::format(
      "plot '{0}' using 2:1:3:4 with xerrorbars pt 6 ps 0.5 lw 1 lc rgb '{1}' notitle, \\\n"
      "     '{0}' using ($5 == 1 ? $2 : NaN):1 with points pt 7 ps 0.5 lc rgb '{1}' notitle",
      figure.data.front().name, line_style(0).colour);
  if (compares)
    script += fmt::format(
        ", \\\n     '{0}' using ($4 > $3 ? $2 : NaN):1:3:4 with xerrorbars pt 5 ps 0.4 lw 0.7 lc rgb '{1}' notitle, \\\n"
        "     '{0}' using ($4 > $3 ? NaN : $2):1 with points pt 5 ps 0.4 lc rgb '{1}' notitle",
        figure.data.back().name, line_style(1).colour);
  script += "\n";
  return figure;
}

}  // namespace

std::string digest_of(const std::vector<Blocks>& datasets, const std::string& content) {
  std::string text;
  for (const Blocks& blocks : datasets) text += blocks.digest + "\n";
  return sha256(text + content).substr(0, 12);
}

std::vector<Figure> row_figures(const std::string& name, const std::vector<IntervalRow>& rows, const RowText& text,
                                const std::vector<Blocks>& datasets) {
  constexpr std::size_t kRows = 28;
  return paged(name, rows, kRows, [&](const std::vector<IntervalRow>& part, const PageName& page) {
    RowText titled = text;
    titled.title += page.title;
    return row_figure(page.figure, part, titled, datasets);
  });
}

}  // namespace xil
