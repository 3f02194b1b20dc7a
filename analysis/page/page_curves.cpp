#include "analysis/page/page_curves.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "analysis/drawing/style.h"
#include "analysis/page/number_pool.h"
#include "framework/core/base/json_value.h"

namespace xil {
namespace {

constexpr const char* kRounds = "round";

bool is_offered(const MetricInfo& metric) {
  return metric.name != "shown" &&
         (metric.panel != Panel::None || metric.asked || metric.listed || metric.summary != SummaryTable::None);
}

/// What a curve's axis says: counts need no unit.
std::string page_axis_title(const MetricInfo& metric) {
  if (metric.unit != "number") return axis_title(metric);
  return std::string(metric.axis.empty() ? metric.title : metric.axis);
}

Value axis_json(std::string_view name) {
  const MetricInfo& metric = *find_metric(name);
  return Value(Value::Map{
      {"name", json_value(name)}, {"short", json_value(metric.title)}, {"title", Value(page_axis_title(metric))}});
}

Value metric_json(const std::string& name) {
  const MetricInfo& metric = *find_metric(name);
  return Value(Value::Map{{"name", Value(name)},
                          {"title", json_value(metric.title)},
                          {"axis", Value(page_axis_title(metric))},
                          {"meaning", json_value(metric.meaning)},
                          {"less_is_better", Value(metric.better == Better::Less)}});
}

/// Names and their places in the lists of the page.
struct Places {
  std::map<std::string, std::int64_t> axes, metrics, strategies, datasets;
};

std::map<std::string, std::int64_t> places_of(const auto& names) {
  std::map<std::string, std::int64_t> places;
  for (const std::string& name : names) places.emplace(name, static_cast<std::int64_t>(places.size()));
  return places;
}

/// Those of the means first, so that they have the styles of the figures; then those that no mean has.
std::vector<std::string> ordered_strategies(std::span<const RunData> runs, std::span<const DatasetMeans> datasets) {
  std::set<std::string> joined, others;
  for (const DatasetMeans& dataset : datasets)
    joined.insert(dataset.blocks->strategies.begin(), dataset.blocks->strategies.end());
  for (const RunData& run : runs) {
    if (!joined.contains(run.run.strategy)) others.insert(run.run.strategy);
  }
  std::vector<std::string> all(joined.begin(), joined.end());
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

Value strategy_json(const std::string& name, std::size_t place) {
  const LineStyle style = line_style(place);
  return Value(Value::Map{{"name", Value(name)},
                          {"style", json_value(place % 8)},
                          {"point", json_value(style.point)},
                          {"dash", json_value(style.dash)}});
}

Value dataset_json(const DatasetMeans& dataset, const Places& places, NumberPool& pool) {
  const Blocks& blocks = *dataset.blocks;
  Value::List means;
  for (const AxisMeans& axis : dataset.axes) {
    for (const auto& [metric, curves] : axis.means) {
      for (const MeanCurve& curve : curves)
        means.push_back(json_value(std::vector<std::int64_t>{
            places.axes.at(axis.axis), places.metrics.at(metric),
            places.strategies.at(blocks.strategies[curve.strategy]), curve.reference ? 1 : 0, pool.add(curve.shown),
            pool.add(curve.mean), pool.add(curve.low), pool.add(curve.high)}));
    }
  }
  return Value(Value::Map{
      {"name", Value(blocks.dataset)},
      {"units", json_list(blocks.units, [](const Unit& unit) { return Value(unit.text()); })},
      {"strategies",
       json_list(blocks.strategies, [&](const std::string& name) { return json_value(places.strategies.at(name)); })},
      {"means", Value(std::move(means))}});
}

/// A column for every entry of `names`: of each run the place of what `numbers_of` gives, -1 for nothing.
Value columns_of(std::span<const RunData> runs, const auto& names, NumberPool& pool, const auto& numbers_of) {
  return json_list(names, [&](const std::string& name) {
    return json_list(runs, [&](const RunData& run) {
      const std::vector<double> numbers = numbers_of(run, name);
      return json_value(numbers.empty() ? std::int64_t{-1} : pool.add(numbers));
    });
  });
}

Value run_columns(std::span<const RunData> runs, std::span<const DatasetMeans> datasets, const Places& places) {
  std::set<const RunData*> joined;
  for (const DatasetMeans& dataset : datasets) {
    for (const auto& of_strategy : dataset.blocks->runs) joined.insert(of_strategy.begin(), of_strategy.end());
  }
  const auto column = [&](auto value_of) { return json_list(runs, value_of); };
  return Value(Value::Map{
      {"id", column([](const RunData& run) { return Value(run.summary.header.run_id); })},
      {"dataset", column([&](const RunData& run) { return json_value(places.datasets.at(run.run.dataset)); })},
      {"strategy", column([&](const RunData& run) { return json_value(places.strategies.at(run.run.strategy)); })},
      {"unit", column([](const RunData& run) { return Value(run.run.unit().text()); })},
      {"joined", column([&](const RunData& run) { return json_value(joined.contains(&run) ? 1 : 0); })}});
}

/// The single runs' curves, metric by metric until they take too much.
void add_run_curves(Value& columns, std::span<const RunData> runs, std::span<const std::string> metrics,
                    NumberPool& pool, std::size_t budget_bytes, std::vector<std::string>& notes) {
  Value::List rounds, values;
  std::vector<std::string> left_out;
  for (const std::string& metric : metrics) {
    if (pool.bytes() > budget_bytes) {
      left_out.push_back(metric);
      continue;
    }
    Value::List rounds_of_metric, values_of_metric;
    for (const RunData& run : runs) {
      const Curve curve = metric_curve_over(run.summary, metric, kRounds);
      rounds_of_metric.push_back(json_value(curve.empty() ? std::int64_t{-1} : pool.add(curve.x)));
      values_of_metric.push_back(json_value(curve.empty() ? std::int64_t{-1} : pool.add(curve.y)));
    }
    rounds.emplace_back(std::move(rounds_of_metric));
    values.emplace_back(std::move(values_of_metric));
  }
  if (!left_out.empty())
    notes.push_back(
        fmt::format("the page has no curves of single runs of {}, which would make it too large; `xil "
                    "export` has them",
                    fmt::join(left_out, ", ")));
  columns.set("rounds", Value(std::move(rounds)));
  columns.set("values", Value(std::move(values)));
}

}  // namespace

std::vector<std::string> curve_metrics(std::span<const RunData> runs) {
  std::vector<std::string> metrics;
  for (const MetricInfo& metric : metric_table()) {
    const std::string name(metric.name);
    const auto has_it = [&](const RunData& run) {
      const auto* values = run.summary.rounds.find(name);
      return values != nullptr && std::ranges::any_of(*values, [](double value) { return std::isfinite(value); });
    };
    if (is_offered(metric) && std::ranges::any_of(runs, has_it)) metrics.push_back(name);
  }
  return metrics;
}

DatasetMeans dataset_means(const Blocks& blocks, std::span<const std::string> metrics, bool expert_time, bool rounds) {
  DatasetMeans all{&blocks, {}};
  std::vector<MeanAxis> axes;
  for (const CurveAxis axis : {CurveAxis::Shown, CurveAxis::ExpertSeconds}) {
    if (axis == CurveAxis::ExpertSeconds && !expert_time) continue;
    all.axes.push_back({std::string(enum_name(axis)), common_range(blocks, axis), {}});
    axes.push_back(mean_axis(all.axes.back().range));
  }
  if (rounds) {
    all.axes.push_back({kRounds, common_rounds(blocks), {}});
    axes.push_back({all.axes.back().range, [](const RunSummary& run, const std::string& metric) {
                      return metric_curve_over(run, metric, kRounds);
                    }});
  }
  std::erase_if(axes, [](const MeanAxis& axis) { return !(axis.range.low < axis.range.high); });
  std::vector<MetricMeans> means = mean_curves_over(blocks, metrics, axes);
  for (std::size_t i = 0, next = 0; i < all.axes.size(); ++i) {
    if (all.axes[i].range.low < all.axes[i].range.high) all.axes[i].means = std::move(means[next++]);
  }
  return all;
}

Value curves_for_report(std::span<const RunData> runs, std::span<const DatasetMeans> datasets,
                        std::span<const std::string> metrics, std::vector<std::string>& notes,
                        std::size_t budget_bytes) {
  std::vector<std::string> axes, names;
  for (const DatasetMeans& dataset : datasets) {
    names.push_back(dataset.blocks->dataset);
    for (const AxisMeans& axis : dataset.axes) {
      if (std::ranges::find(axes, axis.axis) == axes.end()) axes.push_back(axis.axis);
    }
  }
  const std::vector<std::string> strategies = ordered_strategies(runs, datasets);
  const Places places{places_of(axes), places_of(metrics), places_of(strategies), places_of(names)};
  NumberPool pool;
  Value json(Value::Map{{"axes", json_list(axes, axis_json)}, {"metrics", json_list(metrics, metric_json)}});
  json.set("strategies", json_list(strategies, [&](const std::string& name) {
             return strategy_json(name, static_cast<std::size_t>(places.strategies.at(name)));
           }));
  json.set("datasets", json_list(datasets, [&](const DatasetMeans& one) { return dataset_json(one, places, pool); }));
  Value columns = run_columns(runs, datasets, places);
  columns.set("budgets", columns_of(runs, axes, pool, [](const RunData& run, const std::string& axis) {
                const auto* budgets = run.summary.rounds.find(axis);
                return budgets == nullptr ? std::vector<double>{} : *budgets;
              }));
  add_run_curves(columns, runs, metrics, pool, budget_bytes, notes);
  json.set("runs", std::move(columns));
  const Value numbers = pool.json();
  json.set("numbers", *numbers.find("numbers"));
  json.set("ends", *numbers.find("ends"));
  return json;
}

}  // namespace xil
