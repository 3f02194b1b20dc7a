#include "analysis/comparison_figures.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "analysis/gallery.h"
#include "analysis/interval_rows.h"
#include "analysis/rank_diagram.h"
#include "analysis/style.h"

namespace xil {
namespace {

std::vector<Figure> difference_figures(const DatasetComparison& data, const std::vector<Blocks>& datasets, const std::string& name,
                                       const std::string& what) {
  std::vector<IntervalRow> rows;
  for (const PairComparison& pair : data.pairs) {
    if (std::isfinite(pair.interval.low)) rows.push_back({pair.better + " − " + pair.worse, pair.difference, pair.interval, pair.claimed});
  }
  return row_figures(name, rows,
                     {data.dataset, "difference",
                      fmt::format("{}: better less worse, mean of the paired differences over {} seeds with its 95 % percentile bootstrap "
                                  "interval. Filled: claimed (signed-rank test, Holm over the {} tests of the call).",
                                  what, data.seeds.size(), data.advice.tests),
                      true},
                     datasets);
}

std::vector<Figure> value_figures(const DatasetComparison& data, const std::vector<Blocks>& datasets, const std::string& name,
                                  const std::string& what) {
  std::vector<IntervalRow> rows;
  for (const StrategySummary& strategy : data.strategies) {
    if (std::isfinite(strategy.mean_interval.low)) rows.push_back({strategy.strategy, strategy.mean, strategy.mean_interval, true});
  }
  return row_figures(name, rows,
                     {data.dataset, what,
                      fmt::format("Mean over {} seeds with its 95 % percentile bootstrap interval; best mean rank first. Overlapping intervals "
                                  "are no test: strategies share their seeds.",
                                  data.seeds.size()),
                      false},
                     datasets);
}

// ---- performance profile

/// The share of runs, over datasets and seeds, that reach a value or more: a step per value of any run (Agarwal et al. 2021).
std::string profile_table(const Comparison& comparison, const std::vector<std::string>& strategies) {
  std::string table;
  for (const std::string& strategy : strategies) {
    std::vector<double> values;
    for (const DatasetComparison& data : comparison.datasets) {
      const std::vector<double>& own = data.values.at(strategy);
      values.insert(values.end(), own.begin(), own.end());
    }
    std::ranges::sort(values);
    table += fmt::format("# {}: value, share of runs with that value or more\n", strategy);
    for (std::size_t i = 0; i < values.size(); ++i) {
      table += fmt::format("{:.6f}\t{:.6f}\n", values[i], static_cast<double>(values.size() - i) / static_cast<double>(values.size()));
    }
    table += "\n\n";
  }
  return table;
}

Figure profile_figure(const Comparison& comparison, const std::vector<std::string>& strategies, const std::vector<Blocks>& datasets,
                      const PageName& name, const std::string& what) {
  constexpr double kLeft = 41, kHeight = 110;
  Figure figure{name.figure, {}, {}, {{name.figure + ".tsv", profile_table(comparison, strategies)}}};
  figure.digest = digest_of(datasets, figure.data.front().content);
  const double top = 22 + 8.6 * static_cast<double>((strategies.size() + 1) / 2), caption_top = top + kHeight + 33;
  const auto lines = wrap(fmt::format("Share of the runs of all {} datasets and their seeds that reach a value or more. Higher is better where "
                                      "larger values are. Inputs: {}",
                                      comparison.datasets.size(), figure.digest),
                          caption_columns(kColumn_pt));
  const Page page{kColumn_pt, caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  figure.script = script_head(name.figure, page.width_pt, page.height_pt) +
                  page.label("performance profile" + name.title, page.width_pt / 2, 8, "center font bold") +
                  caption(page, lines, 4, caption_top) + page.panel(kLeft, top, page.width_pt - kLeft - 8, kHeight) +
                  fmt::format("set border 3 lw 0.5\nset tics out nomirror scale 0.5\nset yrange [0:1.02]\nset xlabel {} offset 0,0.4\n"
                              "set ylabel 'share of runs' offset 0.6,0\nset key samplen 2.6 spacing 0.95 maxcols 2 at screen 0.5,{:.5f} "
                              "center top horizontal\n",
                              gnuplot_string(what), page.y(14));
  std::vector<std::string> plots;
  for (std::size_t i = 0; i < strategies.size(); ++i) {
    const auto place = static_cast<std::size_t>(std::ranges::lower_bound(comparison.strategies, strategies[i]) - comparison.strategies.begin());
    plots.push_back(fmt::format("'{}' index {} using 1:2 with fsteps dt {} lw 1 lc rgb '{}' title {}", figure.data.front().name, i,
                                line_style(place).dash, line_style(place).colour, gnuplot_string(strategies[i])));
  }
  figure.script += fmt::format("plot {}\n", fmt::join(plots, ", \\\n     "));
  return figure;
}

}  // namespace

std::vector<Figure> comparison_figures(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                       const std::string& metric, const std::string& what) {
  std::vector<Figure> figures;
  const auto add = [&](std::vector<Figure> more) {
    for (Figure& figure : more) figures.push_back(std::move(figure));
  };
  for (const DatasetComparison& data : comparison.datasets) {
    const std::string stem = fmt::format("{}_{}", file_stem(data.dataset), file_stem(metric));
    add(value_figures(data, datasets, "values_" + stem, what));
    add(difference_figures(data, datasets, "differences_" + stem, what));
  }
  if (comparison.across.critical_difference)
    figures.push_back(critical_difference_figure(comparison, datasets, "ranks_" + file_stem(metric), what));
  if (comparison.datasets.size() > 1 && comparison.across.strategies.size() > 1) {
    constexpr std::size_t kCurves = 8;  // as there are colours
    add(paged("profile_" + file_stem(metric), comparison.across.strategies, kCurves,
              [&](const std::vector<std::string>& part, const PageName& page) {
                return profile_figure(comparison, part, datasets, page, what);
              }));
  }
  return figures;
}

}  // namespace xil
