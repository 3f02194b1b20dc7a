#include "analysis/figures/time_split.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/style.h"

namespace xil {
namespace {

double sum_of(const RunData& run, std::string_view column) {
  const auto* values = run.summary.rounds.find(std::string(column));
  double sum = 0;
  if (values == nullptr) return sum;
  for (const double value : *values) sum += std::isfinite(value) ? value : 0;
  return sum;
}

TimeSplit split_of(const Blocks& blocks, std::size_t strategy) {
  TimeSplit row{blocks.strategies[strategy], {}};
  for (std::size_t p = 0; p < kTimeParts.size(); ++p) {
    for (const RunData* run : blocks.runs[strategy])
      row.seconds[p] += sum_of(*run, kTimeParts[p].column) / static_cast<double>(blocks.units.size());
  }
  return row;
}

std::string table_of(const std::vector<TimeSplit>& rows) {
  std::string table = "# row, then the edges of the stacked bars in seconds:";
  for (const TimePart& part : kTimeParts) table += fmt::format(" {}", part.name);
  table += "\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    double edge = 0;
    table += fmt::format("{}\t0", i);
    for (const double part : rows[i].seconds) table += fmt::format("\t{:.4f}", edge += part);
    table += fmt::format("\t# {}\n", rows[i].strategy);
  }
  return table;
}

std::string legend(const Page& page) {
  std::string script;
  double left = 14;
  for (const TimePart& part : kTimeParts) {
    script +=
        page.label("■", left, 19, fmt::format("textcolor '{}'", part.colour)) + page.label(part.name, left + 8, 19);
    left += 18 + 4.1 * static_cast<double>(part.name.size());
  }
  return script;
}

std::string bars(const std::string& file) {
  std::vector<std::string> plots;
  for (std::size_t p = 0; p < kTimeParts.size(); ++p) {
    plots.push_back(
        fmt::format("'{0}' using ((${1}+${2})/2):1:{1}:{2}:($1-0.38):($1+0.38) with boxxyerror fc rgb '{3}' notitle",
                    file, p + 2, p + 3, kTimeParts[p].colour));
  }
  return fmt::format("plot {}\n", fmt::join(plots, ", \\\n     "));
}

Figure draw(const Blocks& blocks, const std::vector<TimeSplit>& rows, const PageName& name) {
  Figure figure{name.figure, {}, {}, {{name.figure + ".tsv", table_of(rows)}}};
  figure.digest = figure_digest(blocks, figure.data);
  std::vector<std::string> labels;
  for (const TimeSplit& row : rows) labels.push_back(row.strategy);
  const LabelledRows layout(labels, 30);
  const auto lines = wrap(
      fmt::format(
          "Wall clock of a run, summed over its rounds, mean over {} seed{}, as it was measured: on other machines and "
          "beside other load it is another. store: checkpoints. Inputs: {}",
          blocks.units.size(), blocks.units.size() == 1 ? "" : "s", figure.digest),
      caption_columns(layout.width));
  const Page page{layout.width, layout.caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  figure.script = script_head(name.figure, page.width_pt, page.height_pt) +
                  page.title(fmt::format("{}: where the time goes{}", blocks.dataset, name.title)) + legend(page) +
                  caption(page, lines, 4, layout.caption_top) + layout.frame(page, labels);
  figure.script +=
      fmt::format(
          "set border 1 lw 0.5\nset tics out nomirror scale 0.5\nunset ytics\nset xtics autofreq\nset xrange [0:*]\n"
          "set yrange [{}:-0.5]\nset style fill solid 1 noborder\nset xlabel 'seconds a run' offset 0,0.4\n",
          static_cast<double>(rows.size()) - 0.5) +
      bars(figure.data.front().name);
  return figure;
}

}  // namespace

double TimeSplit::total() const {
  double sum = 0;
  for (const double part : seconds) sum += part;
  return sum;
}

std::vector<TimeSplit> time_splits(const Blocks& blocks) {
  std::vector<TimeSplit> rows;
  for (std::size_t s = 0; s < blocks.strategies.size(); ++s) {
    TimeSplit row = split_of(blocks, s);
    if (row.total() > 0) rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Figure> time_figures(const Blocks& blocks, const std::string& name) {
  constexpr std::size_t kRows = 28;
  return paged(name, time_splits(blocks), kRows,
               [&](const std::vector<TimeSplit>& part, const PageName& page) { return draw(blocks, part, page); });
}

}  // namespace xil
