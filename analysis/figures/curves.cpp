#include "analysis/figures/curves.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <set>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/style.h"
#include "analysis/figures/mean_curves.h"
#include "framework/core/catalogue/metrics.h"

namespace xil {
namespace {

std::string table_of(const Blocks& blocks, const MetricInfo& metric, const std::vector<MeanCurve>& curves) {
  std::string table;
  for (const MeanCurve& curve : curves) {
    table += fmt::format("# {}, {}\n# shown mean low high\n", blocks.strategies[curve.strategy], metric.name);
    for (std::size_t i = 0; i < curve.shown.size(); ++i) {
      table +=
          fmt::format("{:g}\t{:.6f}\t{:.6f}\t{:.6f}\n", curve.shown[i], curve.mean[i], curve.low[i], curve.high[i]);
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
  return {low >= 0 ? std::max(0.0, low - margin) : low - margin,
          high <= 1 ? std::min(1.0, high + margin) : high + margin};
}

std::string plot_command(const Blocks& blocks, const std::string& file, const std::vector<MeanCurve>& curves,
                         const std::vector<std::size_t>& style_of, bool with_key) {
  std::vector<std::string> bands, lines;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const LineStyle style = line_style(style_of[curves[i].strategy]);
    bands.push_back(
        fmt::format("'{}' index {} using 1:3:4 with filledcurves fc rgb '{}' fs transparent solid "
                    "0.16 noborder notitle",
                    file, i, style.colour));
    const std::string title = with_key ? "title " + gnuplot_string(blocks.strategies[curves[i].strategy]) : "notitle";
    const std::string look = curves[i].reference
                                 ? fmt::format("lines dt 3")
                                 : fmt::format("linespoints dt {} pt {} ps point", style.dash, style.point);
    lines.push_back(
        fmt::format("'{}' index {} using 1:2 with {} lw 1 lc rgb '{}' {}", file, i, look, style.colour, title));
  }
  bands.insert(bands.end(), lines.begin(), lines.end());
  return fmt::format("plot {}\n", fmt::join(bands, ", \\\n     "));
}

/// What a page shows; the curves of a metric are on it for these strategies only.
struct Sheet {
  const Blocks& blocks;
  const std::vector<std::size_t>& style_of;
  BudgetRange range;
  std::vector<std::size_t> strategies;
  PageName name;
};

std::vector<std::string> labels_of(const Sheet& sheet) {
  std::vector<std::string> labels;
  for (const std::size_t i : sheet.strategies) labels.push_back(sheet.blocks.strategies[i]);
  return labels;
}

std::vector<std::string> caption_lines(const Sheet& sheet, const std::string& digest, double width_pt) {
  std::string text = sheet.blocks.units.size() < 2
                         ? "One seed: no bands."
                         : "Mean over seeds; bands: 95 % percentile bootstrap of the mean over seeds "
                           "(2000 resamples, pointwise), conditional on the dataset.";
  if (!sheet.range.equal_axes) text += " Budgets differ between runs: common range, linear interpolation.";
  return wrap(text + " Inputs: " + digest, caption_columns(width_pt));
}

/// A metric with the limits that all its pages share.
struct Metric {
  const MetricInfo& info;
  std::vector<MeanCurve> curves;
  Interval values;
};

/// Its curves on one page.
struct Drawn {
  const Metric& metric;
  std::vector<MeanCurve> curves;
  std::string file;
};

/// Where everything goes, in points.
struct Layout {
  LineKey key;
  double width = 0, bottom = 0, caption_top = 0;
  static constexpr double kLeft = 41, kHeight = 100, kGap = 8;

  Layout(const Sheet& sheet, std::size_t panels) : key(labels_of(sheet)), width(key.width) {
    bottom = panel_top(panels) - kGap;
    caption_top = bottom + 37;
  }
  double panel_top(std::size_t i) const { return key.bottom + static_cast<double>(i) * (kHeight + kGap); }
};

std::string axes_and_key(const Page& page, const Layout& layout, const BudgetRange& range) {
  const double margin = std::max(1.0, 0.025 * (range.high - range.low));
  return fmt::format(
      "set xrange [{:g}:{:g}]\nset border 3 lw 0.5\nset tics out nomirror scale 0.5\nset format y "
      "'%.2f'\n"
      "set grid ytics lw 0.4 dt 1 lc rgb '#dddddd'\n{}",
      range.low - margin, range.high + margin, layout.key.command(page));
}

std::string draw_panel(const Page& page, const Layout& layout, const Sheet& sheet, const Drawn& drawn,
                       std::size_t position, bool last) {
  const Interval& values = drawn.metric.values;
  return page.panel(Layout::kLeft, layout.panel_top(position), page.width_pt - Layout::kLeft - 8, Layout::kHeight) +
         fmt::format("set yrange [{:.4f}:{:.4f}]\nset ylabel {} offset 0.6,0\n", values.low, values.high,
                     gnuplot_string(axis_title(drawn.metric.info))) +
         (last ? fmt::format("set format x '%g'\nset xlabel {} offset 0,0.4\n",
                             gnuplot_string(axis_title(metric_of(sheet.range.axis))))
               : "set format x ''\n") +
         plot_command(sheet.blocks, drawn.file, drawn.curves, sheet.style_of, position == 0) + "unset label\n";
}

std::string compose(const Sheet& sheet, const std::string& digest, const std::vector<Drawn>& panels) {
  const Layout layout(sheet, panels.size());
  const auto lines = caption_lines(sheet, digest, layout.width);
  const Page page{layout.width, layout.caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  const std::size_t seeds = sheet.blocks.units.size();
  std::string script =
      script_head(sheet.name.figure, page.width_pt, page.height_pt) + "set multiplot\n" +
      page.title(fmt::format("{}, {} seed{}{}", sheet.blocks.dataset, seeds, seeds == 1 ? "" : "s", sheet.name.title)) +
      caption(page, lines, 4, layout.caption_top) + axes_and_key(page, layout, sheet.range);
  for (std::size_t i = 0; i < panels.size(); ++i) {
    script += draw_panel(page, layout, sheet, panels[i], i, i + 1 == panels.size());
  }
  return script + "unset multiplot\n";
}

std::vector<MeanCurve> means_of(const Blocks& blocks, const std::string& metric, const BudgetRange& range,
                                const MetricMeans* known) {
  if (known == nullptr) return mean_curves(blocks, metric, range);
  const auto found = known->find(metric);
  return found == known->end() ? std::vector<MeanCurve>{} : found->second;
}

std::vector<Metric> measured(const Blocks& blocks, const BudgetRange& range, const MetricMeans* known,
                             std::vector<std::string>& notes) {
  std::vector<Metric> metrics;
  for (const MetricInfo& info : metric_table()) {
    if (info.panel == Panel::None) continue;
    Metric metric{info, means_of(blocks, std::string(info.name), range, known), {}};
    if (metric.curves.empty()) {
      if (info.panel == Panel::Always) {
        notes.push_back(
            fmt::format("{}: no curve of {}, which is undefined in every round", blocks.dataset, info.name));
      }
      continue;
    }
    metric.values = value_range(metric.curves);
    metrics.push_back(std::move(metric));
  }
  return metrics;
}

/// "accuracy 0.910 (caipi)"; empty where no curve has an end.
std::string best_end(const Sheet& sheet, const Metric& metric) {
  const double sign = metric.info.better == Better::More ? 1 : -1;
  std::map<double, std::vector<std::string>> ends;  // the best last
  for (const MeanCurve& curve : metric.curves) {
    if (curve.mean.empty() || std::isnan(curve.mean.back())) continue;
    ends[sign * curve.mean.back()].push_back(sheet.blocks.strategies[curve.strategy]);
  }
  if (ends.empty()) return {};
  const auto& [value, strategies] = *ends.rbegin();
  return fmt::format("{} {:.3f} ({})", metric.info.title, sign * value,
                     strategies.size() == 1 ? strategies.front() : fmt::format("{} strategies", strategies.size()));
}

/// The best ends of the first two metrics.
std::string says(const Sheet& sheet, const std::vector<Metric>& metrics) {
  std::vector<std::string> parts;
  for (const Metric& metric : metrics) {
    std::string part = best_end(sheet, metric);
    if (!part.empty() && parts.size() < 2) parts.push_back(std::move(part));
  }
  return fmt::format(
      "{}: learning curves over {}. Best means at the end: {}; tests say whether that is more than chance.",
      sheet.blocks.dataset, sheet.range.axis == CurveAxis::Shown ? "the items shown" : "the expert's time",
      fmt::join(parts, ", "));
}

Figure draw_sheet(const Sheet& sheet, const std::vector<Metric>& metrics) {
  Figure figure{sheet.name.figure, {}, {}, {}, says(sheet, metrics)};
  std::vector<Drawn> panels;
  for (const Metric& metric : metrics) {
    Drawn drawn{metric, {}, fmt::format("{}.{}.tsv", figure.name, metric.info.name)};
    std::ranges::copy_if(metric.curves, std::back_inserter(drawn.curves), [&](const MeanCurve& curve) {
      return std::ranges::find(sheet.strategies, curve.strategy) != sheet.strategies.end();
    });
    if (drawn.curves.empty()) continue;
    figure.data.push_back({drawn.file, table_of(sheet.blocks, metric.info, drawn.curves)});
    panels.push_back(std::move(drawn));
  }
  figure.digest = figure_digest(sheet.blocks, figure.data);
  figure.script = compose(sheet, figure.digest, panels);
  return figure;
}

/// The strategies with any curve.
std::vector<std::size_t> drawn_strategies(const std::vector<Metric>& metrics) {
  std::set<std::size_t> drawn;
  for (const Metric& metric : metrics) {
    for (const MeanCurve& curve : metric.curves) drawn.insert(curve.strategy);
  }
  return {drawn.begin(), drawn.end()};
}

}  // namespace

std::vector<Figure> curve_figures(const Blocks& blocks, const std::string& name,
                                  const std::vector<std::size_t>& style_of, std::vector<std::string>& notes,
                                  CurveAxis axis, const MetricMeans* known) {
  constexpr std::size_t kCurves = 8;  // as there are colours
  const BudgetRange range = common_range(blocks, axis);
  if (!(range.low < range.high)) {
    notes.push_back(fmt::format("{}: no curves, since the runs share no budget range", blocks.dataset));
    return {};
  }
  const std::vector<Metric> metrics = measured(blocks, range, known, notes);
  return paged(name, drawn_strategies(metrics), kCurves,
               [&](const std::vector<std::size_t>& part, const PageName& page) {
                 return draw_sheet({blocks, style_of, range, part, page}, metrics);
               });
}

}  // namespace xil
