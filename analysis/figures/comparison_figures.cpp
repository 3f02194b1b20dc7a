#include "analysis/figures/comparison_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "analysis/comparison/claims.h"
#include "analysis/drawing/style.h"
#include "analysis/figures/interval_rows.h"
#include "analysis/figures/penalty_figure.h"
#include "analysis/figures/profile_figure.h"
#include "analysis/figures/rank_diagram.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

std::string says_differences(const DatasetComparison& data, const std::string& what) {
  const auto claimed = std::ranges::count_if(data.pairs, &PairComparison::claimed);
  return fmt::format("{}: differences of {} between the pairs of strategies; {} of {} {} below the level (filled; exploratory).",
                     data.dataset, what, claimed, data.pairs.size(), claimed == 1 ? "is" : "are");
}

std::string says_values(const DatasetComparison& data, const std::string& what) {
  const StrategySummary& best = data.strategies.front();
  if (const auto first = leaders_of(data); first.size() > 1)
    return fmt::format("{}: {} of every strategy. {} strategies share the best mean rank.", data.dataset, what,
                       first.size());
  const Interval& interval = best.mean_interval;
  return fmt::format("{}: {} of every strategy. Best mean rank: {}, {:.3f}{}.", data.dataset, what, best.strategy,
                     best.mean,
                     std::isfinite(interval.low) ? fmt::format(" [{:.3f}, {:.3f}]", interval.low, interval.high) : "");
}

std::vector<Figure> difference_figures(const DatasetComparison& data, const std::vector<Blocks>& datasets,
                                       const std::string& name, const std::string& what) {
  std::vector<IntervalRow> rows;
  for (const PairComparison& pair : data.pairs) {
    if (std::isfinite(pair.interval.low))
      rows.push_back({pair.better + " − " + pair.worse, pair.difference, pair.interval, pair.claimed});
  }
  return row_figures(
      name, rows,
      {data.dataset, "difference",
       fmt::format(
           "{}: better less worse, mean of the paired differences over {} {} with its 95 % percentile bootstrap "
           "interval. Filled: p at or below the level (signed-rank test, Holm over the {} of the call; exploratory).",
           what, data.units.size(), unit_noun(data.units, data.units.size() != 1), counted(data.advice.tests, "test")),
       true, says_differences(data, what)},
      datasets);
}

std::vector<ComparedValue> compared_with(std::span<const PublishedRow> published, const std::string& strategy) {
  std::vector<ComparedValue> values;
  for (const PublishedRow& row : published) {
    if (row.strategy == strategy) values.push_back({row.value, std::isfinite(row.deviation) ? row.deviation : 0});
  }
  return values;
}

/// `published`: of this dataset and metric. A mean of one seed has no interval, and is drawn if there is something to
/// compare it with.
std::vector<Figure> value_figures(const DatasetComparison& data, const std::vector<Blocks>& datasets,
                                  const std::string& name, const std::string& what,
                                  std::span<const PublishedRow> published = {}) {
  std::vector<IntervalRow> rows;
  for (const StrategySummary& strategy : data.strategies) {
    const bool has_interval = std::isfinite(strategy.mean_interval.low);
    if (!has_interval && (published.empty() || !std::isfinite(strategy.mean))) continue;
    rows.push_back({strategy.strategy, strategy.mean,
                    has_interval ? strategy.mean_interval : Interval{strategy.mean, strategy.mean}, true,
                    compared_with(published, strategy.strategy)});
  }
  return row_figures(name, rows,
                     {data.dataset, what,
                      fmt::format("Mean over {} {} with its 95 % percentile bootstrap interval; best mean rank "
                                  "first. Overlapping intervals "
                                  "are no test: strategies share their seeds.{}",
                                  data.units.size(), unit_noun(data.units),
                                  published.empty() ? "" : " Squares: published values with their deviation."),
                      false, says_values(data, what)},
                     datasets);
}

std::string stem_of(const std::vector<Blocks>& datasets, const std::string& dataset) {
  const auto found = std::ranges::find(datasets, dataset, &Blocks::dataset);
  require(found != datasets.end(), "there are no runs of dataset {} to draw", dataset);
  return found->stem;
}

}  // namespace

std::vector<Figure> comparison_figures(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                       const std::string& metric, const std::string& what) {
  std::vector<Figure> figures;
  const auto add = [&](std::vector<Figure> more) {
    for (Figure& figure : more) figures.push_back(std::move(figure));
  };
  for (const DatasetComparison& data : comparison.datasets) {
    const std::string stem = fmt::format("{}_{}", stem_of(datasets, data.dataset), file_stem(metric));
    add(value_figures(data, datasets, "values_" + stem, what));
    add(difference_figures(data, datasets, "differences_" + stem, what));
  }
  if (comparison.across.critical_difference)
    figures.push_back(critical_difference_figure(comparison, datasets, "ranks_" + file_stem(metric), what));
  add(profile_figures(comparison, datasets, "profile_" + file_stem(metric), what));
  add(penalty_figures(comparison, datasets, "penalties_" + file_stem(metric), what));
  return figures;
}

std::vector<Figure> final_figures(const Comparison& comparison, const std::vector<Blocks>& datasets,
                                  const std::string& metric, const std::string& what,
                                  std::span<const PublishedRow> published) {
  std::vector<Figure> figures;
  for (const DatasetComparison& data : comparison.datasets) {
    std::vector<PublishedRow> own;
    std::ranges::copy_if(published, std::back_inserter(own),
                         [&](const PublishedRow& row) { return row.dataset == data.dataset && row.metric == metric; });
    for (Figure& figure : value_figures(
             data, datasets, fmt::format("final_{}_{}", stem_of(datasets, data.dataset), file_stem(metric)), what, own))
      figures.push_back(std::move(figure));
  }
  return figures;
}

}  // namespace xil
