#include "analysis/figures/profile_figure.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/drawing/gallery.h"
#include "analysis/drawing/style.h"
#include "analysis/figures/interval_rows.h"
#include "analysis/statistics/resampling.h"

namespace xil {
namespace {

constexpr std::size_t kCurves = 8;  // as there are colours
constexpr std::size_t kMostSteps = 200;

/// Values at which a strategy's curve is drawn: its own, thinned out where there are many.
std::vector<double> steps_of(const Comparison& comparison, const std::string& strategy) {
  std::vector<double> values;
  for (const DatasetComparison& data : comparison.datasets) {
    const std::vector<double>& own = data.values.at(strategy);
    std::ranges::copy_if(own, std::back_inserter(values), [](double value) { return std::isfinite(value); });
  }
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::vector<double> steps;
  for (std::size_t i = 0; i < std::min(values.size(), kMostSteps); ++i)
    steps.push_back(values[values.size() <= kMostSteps ? i : i * (values.size() - 1) / (kMostSteps - 1)]);
  return steps;
}

/// Shares that reach a step, all strata together.
double share_from(const std::vector<Stratum>& strata, double step) {
  std::size_t reached = 0, all = 0;
  for (const Stratum& stratum : strata) {
    reached +=
        static_cast<std::size_t>(std::ranges::count_if(stratum.values, [&](double value) { return value >= step; }));
    all += stratum.values.size();
  }
  return static_cast<double>(reached) / static_cast<double>(all);
}

std::string block_of(const Comparison& comparison, const std::string& strategy) {
  std::vector<Resampling> resampling;
  for (std::size_t d = 0; d < comparison.datasets.size(); ++d)
    resampling.emplace_back(0, static_cast<std::uint32_t>(d));
  std::vector<Stratum> strata;
  for (std::size_t d = 0; d < comparison.datasets.size(); ++d)
    strata.push_back({resampling[d], comparison.datasets[d].values.at(strategy)});
  const std::vector<double> steps = steps_of(comparison, strategy);
  const std::vector<Interval> bands = profile_bands(strata, steps);
  std::string block =
      fmt::format("# {}: value, share of runs with that value or more, its band; both ends of every step\n", strategy);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string shares =
        fmt::format("{:.6f}\t{:.6f}\t{:.6f}", share_from(strata, steps[i]), bands[i].low, bands[i].high);
    if (i > 0) block += fmt::format("{:.6f}\t{}\n", steps[i - 1], shares);
    block += fmt::format("{:.6f}\t{}\n", steps[i], shares);
  }
  return block + "\n\n";
}

Interval range_of(const Comparison& comparison, const std::vector<std::string>& strategies) {
  Interval range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const std::string& strategy : strategies) {
    for (const double step : steps_of(comparison, strategy))
      range = {std::min(range.low, step), std::max(range.high, step)};
  }
  return range;
}

std::string plots(const Comparison& comparison, const std::vector<std::string>& strategies, const std::string& file) {
  std::vector<std::string> bands, lines;
  for (std::size_t i = 0; i < strategies.size(); ++i) {
    const auto place = static_cast<std::size_t>(std::ranges::lower_bound(comparison.strategies, strategies[i]) -
                                                comparison.strategies.begin());
    const LineStyle style = line_style(place);
    bands.push_back(fmt::format(
        "'{}' index {} using 1:3:4 with filledcurves fc rgb '{}' fs transparent solid 0.12 noborder notitle", file, i,
        style.colour));
    lines.push_back(fmt::format("'{}' index {} using 1:2 with lines dt {} lw 1 lc rgb '{}' title {}", file, i,
                                style.dash, style.colour, gnuplot_string(strategies[i])));
  }
  bands.insert(bands.end(), lines.begin(), lines.end());
  return fmt::format("plot {}\n", fmt::join(bands, ", \\\n     "));
}

Figure draw(const Comparison& comparison, const std::vector<std::string>& strategies,
            const std::vector<Blocks>& datasets, const PageName& name, const std::string& what) {
  constexpr double kLeft = 41, kHeight = 110;
  Figure figure{name.figure, {}, {}, {{name.figure + ".tsv", {}}}};
  for (const std::string& strategy : strategies) figure.data.front().content += block_of(comparison, strategy);
  figure.digest = digest_of(datasets, figure.data.front().content);
  const LineKey key(strategies);
  const double caption_top = key.bottom + kHeight + 37;
  const auto lines = wrap(
      fmt::format(
          "Share of the runs of all {} datasets and their seeds that reach a value or more. Higher is better where "
          "larger values are. Bands: 95 % percentile bootstrap, pointwise, seeds resampled within each dataset. "
          "Inputs: {}",
          comparison.datasets.size(), figure.digest),
      caption_columns(key.width));
  const Page page{key.width, caption_top + kCaptionLine_pt * static_cast<double>(lines.size())};
  figure.script = script_head(name.figure, page.width_pt, page.height_pt) +
                  page.title("performance profile" + name.title) + caption(page, lines, 4, caption_top) +
                  page.panel(kLeft, key.bottom, page.width_pt - kLeft - 12, kHeight) +
                  fmt::format(
                      "set border 3 lw 0.5\nset tics out nomirror scale 0.5\nset xtics {}\nset yrange [0:1.02]\nset "
                      "xlabel {} offset 0,0.4\n"
                      "set ylabel 'share of runs' offset 0.6,0\n",
                      tick_step(range_of(comparison, strategies)), gnuplot_string(what)) +
                  key.command(page) + plots(comparison, strategies, figure.data.front().name);
  return figure;
}

}  // namespace

std::vector<Figure> profile_figures(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                    const std::string& name, const std::string& what) {
  if (comparison.datasets.size() < 2 || comparison.across.strategies.size() < 2) return {};
  return paged(name, comparison.across.strategies, kCurves,
               [&](const std::vector<std::string>& part, const PageName& page) {
                 return draw(comparison, part, datasets, page, what);
               });
}

}  // namespace xil
