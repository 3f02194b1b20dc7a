#include "analysis/curves.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "analysis/style.h"

namespace xil {
namespace {

struct Panel {
  const char* metric;
  const char* axis;
};
constexpr std::array<Panel, 4> kPanels = {{{"accuracy", "accuracy"},
                                           {"f1", "F1 score"},
                                           {"jaccard", "Jaccard index"},
                                           {"wrong_reason", "share on confounder"}}};

/// Budgets at which a strategy's seeds are averaged.
std::vector<double> grid_of(const std::vector<Curve>& curves, const BudgetRange& range) {
  std::set<double> points;
  double low = range.low, high = range.high;
  for (const Curve& curve : curves) {
    points.insert(curve.x.begin(), curve.x.end());
    low = std::max(low, curve.x.front());
    high = std::min(high, curve.x.back());
  }
  std::vector<double> grid;
  for (const double point : points) {
    if (point >= low && point <= high) grid.push_back(point);
  }
  return grid;
}

void add_point(MeanCurve& curve, double shown, const std::vector<double>& values) {
  Rng rng(0, {.purpose = Purpose::Bootstrap,
              .round = static_cast<std::uint32_t>(curve.shown.size()),
              .item = static_cast<std::uint32_t>(curve.strategy)});
  const Interval band = bootstrap_mean(values, rng);
  curve.shown.push_back(shown);
  curve.mean.push_back(mean(values));
  curve.low.push_back(band.low);
  curve.high.push_back(band.high);
}

MeanCurve mean_curve(const Blocks& blocks, std::size_t strategy, const std::string& metric,
                     const BudgetRange& range) {
  MeanCurve result;
  result.strategy = strategy;
  std::vector<Curve> curves;
  for (const RunData* run : blocks.runs[strategy]) {
    curves.push_back(metric_curve(run->summary, metric));
    if (curves.back().empty()) return result;
    result.reference = result.reference || is_reference(*run);
  }
  const std::vector<double> grid =
      result.reference ? std::vector<double>{range.low, range.high} : grid_of(curves, range);
  for (const double shown : grid) {
    std::vector<double> values;
    for (const Curve& curve : curves) values.push_back(value_at(curve, shown));
    add_point(result, shown, values);
  }
  return result;
}

std::string table_of(const Blocks& blocks, const Panel& panel,
                     const std::vector<MeanCurve>& curves) {
  std::string table;
  for (const MeanCurve& curve : curves) {
    table += fmt::format("# {}, {}\n# shown mean low high\n", blocks.strategies[curve.strategy],
                         panel.metric);
    for (std::size_t i = 0; i < curve.shown.size(); ++i) {
      table += fmt::format("{:g}\t{:.6f}\t{:.6f}\t{:.6f}\n", curve.shown[i], curve.mean[i],
                           curve.low[i], curve.high[i]);
    }
    table += "\n\n";
  }
  return table;
}

/// Limits that leave a margin around the data, span at least .1, and end with the metric's own
/// range.
Interval value_range(const std::vector<MeanCurve>& curves) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const MeanCurve& curve : curves) {
    for (const auto* values : {&curve.mean, &curve.low, &curve.high}) {
      for (const double value : *values) {
        if (std::isnan(value)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
      }
    }
  }
  const double margin = std::max(0.06 * (high - low), (0.1 - (high - low)) / 2);
  return {low >= 0 ? std::max(-0.01, low - margin) : low - margin,
          high <= 1 ? std::min(1.01, high + margin) : high + margin};
}

std::string plot_command(const Blocks& blocks, const std::string& file,
                         const std::vector<MeanCurve>& curves,
                         const std::vector<std::size_t>& style_of, bool with_key) {
  std::vector<std::string> bands, lines;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const LineStyle style = line_style(style_of[curves[i].strategy]);
    bands.push_back(
        fmt::format("'{}' index {} using 1:3:4 with filledcurves fc rgb '{}' fs transparent solid "
                    "0.16 noborder notitle",
                    file, i, style.colour));
    const std::string title =
        with_key ? "title " + gnuplot_string(blocks.strategies[curves[i].strategy]) : "notitle";
    const std::string look = curves[i].reference ? fmt::format("lines dt 3")
                                                 : fmt::format("linespoints dt {} pt {} ps point",
                                                               style.dash, style.point);
    lines.push_back(fmt::format("'{}' index {} using 1:2 with {} lw 1 lc rgb '{}' {}", file, i,
                                look, style.colour, title));
  }
  bands.insert(bands.end(), lines.begin(), lines.end());
  return fmt::format("plot {}\n", fmt::join(bands, ", \\\n     "));
}

struct Key {
  std::size_t columns = 1, rows = 1;
};

/// As many columns as the longest label allows.
Key key_of(const Blocks& blocks) {
  std::size_t longest = 1;
  for (const std::string& label : blocks.strategies) longest = std::max(longest, label.size());
  Key key;
  key.columns = std::clamp<std::size_t>(56 / (longest + 8), 1,
                                        std::min<std::size_t>(4, blocks.strategies.size()));
  key.rows = (blocks.strategies.size() + key.columns - 1) / key.columns;
  return key;
}

std::vector<std::string> caption_lines(const Blocks& blocks, const BudgetRange& range,
                                       const std::string& digest) {
  std::string text =
      blocks.seeds.size() < 2
          ? "One seed: no bands."
          : "Mean over seeds; bands: 95 % percentile bootstrap of the mean over seeds "
            "(2000 resamples, pointwise), conditional on the dataset.";
  if (!range.equal_axes)
    text += " Budgets differ between runs: common range, linear interpolation.";
  return wrap(text + " Inputs: " + digest, caption_columns(kColumn_pt));
}

struct Drawn {
  Panel panel;
  std::vector<MeanCurve> curves;
  std::string file;
};

/// Where everything goes, in points.
struct Layout {
  Key key;
  double top = 0, bottom = 0, caption_top = 0;
  static constexpr double kLeft = 41, kHeight = 100, kGap = 8;

  Layout(const Blocks& blocks, std::size_t panels) : key(key_of(blocks)) {
    top = 22 + 8.6 * static_cast<double>(key.rows);
    bottom = panel_top(panels) - kGap;
    caption_top = bottom + 33;
  }
  double panel_top(std::size_t i) const { return top + static_cast<double>(i) * (kHeight + kGap); }
};

std::string axes_and_key(const Page& page, const Layout& layout, const BudgetRange& range) {
  const double margin = std::max(1.0, 0.025 * (range.high - range.low));
  return fmt::format(
      "set xrange [{:g}:{:g}]\nset border 3 lw 0.5\nset tics out nomirror scale 0.5\nset format y "
      "'%.2f'\n"
      "set grid ytics lw 0.4 dt 1 lc rgb '#dddddd'\nset key samplen 2.6 spacing 0.95 maxcols {} "
      "at screen 0.5,{:.5f} center top horizontal\n",
      range.low - margin, range.high + margin, layout.key.columns, page.y(14));
}

std::string draw_panel(const Page& page, const Layout& layout, const Blocks& blocks,
                       const Drawn& drawn, std::size_t position, bool last,
                       const std::vector<std::size_t>& style_of) {
  const Interval values = value_range(drawn.curves);
  return page.panel(Layout::kLeft, layout.panel_top(position), page.width_pt - Layout::kLeft - 8,
                    Layout::kHeight) +
         fmt::format("set yrange [{:.4f}:{:.4f}]\nset ylabel '{}' offset 0.6,0\n", values.low,
                     values.high, drawn.panel.axis) +
         (last ? "set format x '%g'\nset xlabel 'items shown to the expert (number)' offset 0,0.4\n"
               : "set format x ''\n") +
         plot_command(blocks, drawn.file, drawn.curves, style_of, position == 0) + "unset label\n";
}

std::string compose(const Blocks& blocks, const Figure& figure, const BudgetRange& range,
                    const std::vector<Drawn>& panels, const std::vector<std::size_t>& style_of) {
  const auto lines = caption_lines(blocks, range, figure.digest);
  const Layout layout(blocks, panels.size());
  const Page page{kColumn_pt,
                  layout.caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  std::string script = script_head(figure.name, page.width_pt, page.height_pt) + "set multiplot\n" +
                       page.label(fmt::format("{}, {} seed{}", blocks.dataset, blocks.seeds.size(),
                                              blocks.seeds.size() == 1 ? "" : "s"),
                                  page.width_pt / 2, 8, "center font bold") +
                       caption(page, lines, 4, layout.caption_top) +
                       axes_and_key(page, layout, range);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    script += draw_panel(page, layout, blocks, panels[i], i, i + 1 == panels.size(), style_of);
  }
  return script + "unset multiplot\n";
}

}  // namespace

std::vector<MeanCurve> mean_curves(const Blocks& blocks, const std::string& metric,
                                   const BudgetRange& range) {
  std::vector<MeanCurve> curves;
  for (std::size_t strategy = 0; strategy < blocks.strategies.size(); ++strategy) {
    MeanCurve curve = mean_curve(blocks, strategy, metric, range);
    if (!curve.shown.empty()) curves.push_back(std::move(curve));
  }
  return curves;
}

std::optional<Figure> curves_figure(const Blocks& blocks, const std::string& name,
                                    const std::vector<std::size_t>& style_of,
                                    std::vector<std::string>& notes) {
  const BudgetRange range = common_range(blocks);
  if (!(range.low < range.high)) {
    notes.push_back(
        fmt::format("{}: no curves, since the runs share no budget range", blocks.dataset));
    return std::nullopt;
  }
  Figure figure;
  figure.name = name;
  std::vector<Drawn> panels;
  for (const Panel& panel : kPanels) {
    Drawn drawn{panel, mean_curves(blocks, panel.metric, range),
                fmt::format("{}.{}.tsv", name, panel.metric)};
    if (drawn.curves.empty()) {
      notes.push_back(fmt::format("{}: no curve of {}, which is undefined in every round",
                                  blocks.dataset, panel.metric));
      continue;
    }
    figure.data.push_back({drawn.file, table_of(blocks, panel, drawn.curves)});
    panels.push_back(std::move(drawn));
  }
  if (panels.empty()) return std::nullopt;
  figure.digest = figure_digest(blocks, figure.data);
  figure.script = compose(blocks, figure, range, panels, style_of);
  return figure;
}

}  // namespace xil
