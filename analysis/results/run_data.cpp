#include "analysis/results/run_data.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "analysis/comparison/complete_blocks.h"
#include "framework/core/base/digest.h"
#include "framework/core/base/error.h"
#include "framework/core/base/text.h"

namespace xil {
namespace {

using UnitsOf = std::map<std::string, std::map<Unit, const RunData*>>;

UnitsOf index_runs(std::span<const RunData> runs, const std::string& dataset) {
  UnitsOf index;
  for (const RunData& data : runs) {
    if (data.run.dataset != dataset) continue;
    const auto [place, is_new] = index[data.run.strategy].emplace(data.run.unit(), &data);
    require(is_new,
            "{} and {}: two runs are both labelled dataset={} strategy={} seed={}; label runs that "
            "differ in other parameters apart",
            place->second->run.file.string(), data.run.file.string(), dataset, data.run.strategy,
            data.run.unit().text());
  }
  return index;
}

void check_same_data(const Blocks& blocks) {
  for (std::size_t unit = 0; unit < blocks.units.size(); ++unit) {
    const RunData& first = *blocks.runs.front()[unit];
    for (const auto& of_strategy : blocks.runs) {
      const RunData& other = *of_strategy[unit];
      require(other.summary.header.dataset_digest == first.summary.header.dataset_digest,
              "{} and {}: both are labelled dataset={} seed={}, but their data or splits differ; label "
              "different data apart",
              first.run.file.string(), other.run.file.string(), blocks.dataset, blocks.units[unit].text());
    }
  }
}

CompleteBlocks blocks_of(const UnitsOf& index) {
  UnitTable table;
  for (const auto& [strategy, units] : index) {
    for (const auto& [unit, run] : units) table[strategy][unit] = true;
  }
  return complete_blocks(std::move(table), NoSharedUnit::LeaveOutStrategies);
}

Blocks join_dataset(std::span<const RunData> runs, const std::string& dataset) {
  const UnitsOf index = index_runs(runs, dataset);
  const CompleteBlocks complete = blocks_of(index);
  Blocks blocks;
  blocks.dataset = dataset;
  blocks.strategies = complete.strategies;
  blocks.units = complete.units;
  for (const std::string& strategy : complete.left_out) {
    blocks.notes.push_back(
        fmt::format("{}: strategy '{}' is left out, since it shares no seed with the others", dataset, strategy));
  }
  for (const auto& [unit, lacking] : complete.incomplete) {
    blocks.notes.push_back(fmt::format("{}: seed {} is left out, since there is no complete run of {}", dataset,
                                       unit.text(), fmt::join(lacking, ", ")));
  }
  for (const std::string& strategy : blocks.strategies) {
    auto& row = blocks.runs.emplace_back();
    for (const Unit& unit : blocks.units) row.push_back(index.at(strategy).at(unit));
  }
  check_same_data(blocks);
  return blocks;
}

bool explains_in(const RunSummary& run, std::size_t round) {
  return std::ranges::any_of(run.rounds.columns, [&](const auto& column) {
    const MetricInfo* metric = find_metric(column.first);
    return metric != nullptr && metric->of_maps && round < column.second.size() && std::isfinite(column.second[round]);
  });
}

const std::vector<double>& budgets_of(const RunSummary& run, const std::string& name) {
  const auto* budgets = run.rounds.find(name);
  require(budgets != nullptr, "run {}: its file has no /rounds/{}; run `xil verify` on the results", run.header.run_id,
          name);
  return *budgets;
}

BudgetRange range_of(const Blocks& blocks, const std::string& budget, CurveAxis axis) {
  BudgetRange range{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(), true, axis};
  const std::vector<double>* first = nullptr;
  for (const auto& of_strategy : blocks.runs) {
    for (const RunData* run : of_strategy) {
      if (is_reference(*run)) continue;
      const auto& shown = budgets_of(run->summary, budget);
      if (first == nullptr) first = &shown;
      range.equal_axes = range.equal_axes && shown == *first;
      range.low = std::max(range.low, shown.front());
      range.high = std::min(range.high, shown.back());
    }
  }
  if (first == nullptr) return {0, 0, true, axis};
  return range;
}

}  // namespace

std::string RunData::class_name(std::int64_t label) const {
  const bool known = label >= 0 && static_cast<std::size_t>(label) < classes.size();
  return known ? printable(classes[static_cast<std::size_t>(label)]) : fmt::format("{}", label);
}

std::vector<Blocks> join_runs(std::span<const RunData> runs) {
  std::set<std::string> datasets;
  for (const RunData& data : runs) datasets.insert(data.run.dataset);
  std::vector<Blocks> joined;
  std::set<std::string> stems;
  for (const std::string& dataset : datasets) {
    Blocks blocks = join_dataset(runs, dataset);
    blocks.digest = results_digest(blocks);
    blocks.stem = file_stem(dataset);
    // Labels that differ in odd characters only get a number.
    for (int i = 2; !stems.insert(blocks.stem).second; ++i) blocks.stem = fmt::format("{}.{}", file_stem(dataset), i);
    joined.push_back(std::move(blocks));
  }
  return joined;
}

bool is_wall_clock(std::string_view column) { return column.ends_with("_s") && column != "expert_s"; }

bool has_expert_time(std::span<const RunData> runs) {
  return std::ranges::all_of(runs, [](const RunData& run) { return run.summary.rounds.find("expert_s") != nullptr; });
}

const MetricInfo& metric_of(CurveAxis axis) { return *find_metric(enum_name(axis)); }

Curve metric_curve(const RunSummary& run, const std::string& metric, CurveAxis axis) {
  return metric_curve_over(run, metric, std::string(enum_name(axis)));
}

Curve metric_curve_over(const RunSummary& run, const std::string& metric, const std::string& budget) {
  Curve curve;
  const auto* values = run.rounds.find(metric);
  if (values == nullptr) return curve;
  const auto& budgets = budgets_of(run, budget);
  const MetricInfo* info = find_metric(metric);
  const bool is_of_maps = info != nullptr && info->of_maps;
  for (std::size_t i = 0; i < values->size(); ++i) {
    const bool defined = std::isfinite((*values)[i]);
    if (!defined && is_of_maps && !explains_in(run, i)) continue;
    require(std::isfinite(budgets[i]), "run {}: its budgets are no numbers; run `xil verify` on the results",
            run.header.run_id);
    if (!curve.empty() && budgets[i] <= curve.x.back()) continue;
    curve.x.push_back(budgets[i]);
    curve.y.push_back(defined ? (*values)[i] : std::numeric_limits<double>::quiet_NaN());
  }
  return std::ranges::all_of(curve.y, [](double y) { return std::isnan(y); }) ? Curve{} : curve;
}

bool is_reference(const RunData& run) { return run.summary.rounds.rounds() < 2; }

BudgetRange common_range(const Blocks& blocks, CurveAxis axis) {
  return range_of(blocks, std::string(enum_name(axis)), axis);
}

BudgetRange common_rounds(const Blocks& blocks) { return range_of(blocks, "round", CurveAxis::Shown); }

std::string results_digest(const Blocks& blocks) {
  Digest digest;
  for (const auto& of_strategy : blocks.runs) {
    for (const RunData* data : of_strategy) {
      const RunHeader& header = data->summary.header;
      digest.add(fmt::format("{}\n{}\n", header.run_id, header.dataset_digest));
      for (const auto& [name, values] : data->summary.rounds.columns) {
        if (!is_wall_clock(name)) digest.add(fmt::format("{} {}\n", name, fmt::join(values, " ")));
      }
      for (const ShownRecord& look : data->shown) {
        digest.add(fmt::format("{} {} {} {} {}\n", look.round, look.item, look.predicted, enum_name(look.verdict),
                               look.edits));
      }
    }
  }
  return digest.hex();
}

}  // namespace xil
