#include "analysis/comparison/comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/comparison/across_datasets.h"
#include "analysis/comparison/claims.h"
#include "analysis/comparison/complete_blocks.h"
#include "analysis/comparison/conclusions.h"
#include "analysis/comparison/contest.h"
#include "analysis/statistics/parallel.h"
#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

using Values = std::map<std::string, std::map<Unit, Observation>>;  // strategy -> unit -> value

std::map<std::string, Values> index(std::span<const Observation> observations) {
  std::map<std::string, Values> datasets;
  for (const Observation& row : observations) {
    refuse_unless(!std::isinf(row.value) || (row.value > 0 && std::isfinite(row.end)),
                  "dataset={} strategy={} seed={} has an infinite value, which no test can rank: leave the cell empty",
                  row.dataset, row.strategy, row.unit().text());
    const bool is_new = datasets[row.dataset][row.strategy].emplace(row.unit(), row).second;
    refuse_unless(
        is_new,
        "dataset={} strategy={} seed={} occurs twice: a seed is one replication, so leave one out or label them "
        "apart; of a table of xil export keep one metric and one round",
        row.dataset, row.strategy, row.unit().text());
  }
  refuse_unless(!datasets.empty(), "there are no values to compare");
  return datasets;
}

/// Why a unit has no value of some strategies.
struct Lacking {
  std::vector<std::string> strategies;  ///< where there is a run without a value, with the reason behind
  bool undefined = false;               ///< of one of them at least the run is there
};

Lacking lacking(const Values& values, const IncompleteUnit& incomplete) {
  Lacking lacking;
  for (const std::string& strategy : incomplete.lacking) {
    const auto& units = values.at(strategy);
    const auto found = units.find(incomplete.unit);
    const std::string why = found == units.end() ? std::string() : found->second.why;
    lacking.strategies.push_back(why.empty() ? strategy : fmt::format("{} ({})", strategy, why));
    lacking.undefined = lacking.undefined || !why.empty();
  }
  return lacking;
}

CompleteBlocks blocks_of(const Values& values) {
  UnitTable table;
  for (const auto& [strategy, units] : values) {
    for (const auto& [unit, row] : units) table[strategy][unit] = !std::isnan(row.value);
  }
  return complete_blocks(std::move(table), NoSharedUnit::KeepStrategies);
}

/// The values of the units that every strategy has; others are refused, or dropped and told.
DatasetComparison complete(const std::string& dataset, const Values& values, const ComparisonOptions& options,
                           std::vector<std::string>& dropped) {
  const CompleteBlocks blocks = blocks_of(values);
  for (const IncompleteUnit& incomplete : blocks.incomplete) {
    const Lacking missing = lacking(values, incomplete);
    refuse_unless(options.missing == Missing::Drop,
                  "{}: seed {} has no value of {}: {}, or leave such seeds out with --missing drop", dataset,
                  incomplete.unit.text(), fmt::join(missing.strategies, ", "),
                  missing.undefined ? "an undefined value is a result and no missing run; compare what is defined there"
                                    : "complete the runs");
    dropped.push_back(fmt::format("{}: seed {} is left out, it has no value of {}{}", dataset, incomplete.unit.text(),
                                  fmt::join(missing.strategies, ", "),
                                  missing.undefined ? "; what is left says nothing of such runs" : ""));
  }
  DatasetComparison result;
  result.dataset = dataset;
  result.units = blocks.units;
  refuse_unless(!result.units.empty(), "{}: no seed has a value of every strategy ({})", dataset,
                fmt::join(dropped, "; "));
  for (const auto& [strategy, own] : values) {
    for (const Unit& unit : result.units) {
      const Observation& row = own.at(unit);
      result.values[strategy].push_back(row.value);
      if (std::isfinite(row.end)) result.ends[strategy].push_back(row.end);
    }
  }
  return result;
}

void check_strategies(const DatasetComparison& data, const ComparisonOptions& options) {
  refuse_unless(data.values.size() >= 2, "{}: '{}' is the only strategy, there is nothing to compare it with",
                data.dataset, data.values.begin()->first);
  refuse_unless(!options.baseline || data.values.contains(*options.baseline),
                "{}: there is no strategy '{}': take one of {}", data.dataset, options.baseline.value_or(""),
                fmt::join(strategies_of(data), ", "));
}

void summarise(DatasetComparison& data, const ComparisonOptions& options, ResampledDataset& resampled) {
  auto& [resampling, means] = resampled;
  std::map<std::string, double> ranks;
  for (std::size_t i = 0; i < data.units.size(); ++i) {
    const std::vector<double> scores = scores_of_seed(data, i, !options.greater_is_better);  // the best has rank 1
    const std::vector<double> own = midranks(scores, tie_tolerance(scores));
    std::size_t s = 0;
    for (const auto& [strategy, values] : data.values)
      ranks[strategy] += own[s++] / static_cast<double>(data.units.size());
  }
  for (const auto& [strategy, values] : data.values) {
    const bool finite = all_finite(values);
    means[strategy] = resampling.means(values);
    data.strategies.push_back({strategy, finite ? mean(values) : kNaN, finite ? interquartile_mean(values) : kNaN,
                               finite ? standard_deviation(values) : kNaN, resampling.interval(means[strategy]),
                               interquartile_interval(std::array{Stratum{resampling, values}}), ranks[strategy]});
  }
  std::ranges::stable_sort(data.strategies, {}, &StrategySummary::mean_rank);
}

PairComparison pair_of(const DatasetComparison& data, const std::string& a, const std::string& b,
                       const ComparisonOptions& options, const ResampledDataset& resampled) {
  Contest contest = contest_of(data, a, b, options.greater_is_better);
  SignedRankTest test = signed_rank_test(contest.differences, contest.tolerance);
  PairComparison pair;
  pair.better = a;
  pair.worse = b;
  const bool undecided = !(test.rank_biserial < 0 || test.rank_biserial > 0);
  const double lead = (mean(data.values.at(a)) - mean(data.values.at(b))) * (options.greater_is_better ? 1 : -1);
  if (test.rank_biserial < 0 || (undecided && data.ends.empty() && lead < 0)) {
    std::swap(pair.better, pair.worse);
    contest = contest_of(data, b, a, options.greater_is_better);
    test = signed_rank_test(contest.differences, contest.tolerance);
  }
  pair.test = test;
  pair.cliffs_delta = contest.cliffs_delta;
  pair.improvement = contest.improvement;
  pair.undecided = contest.undecided;
  std::vector<double> differences;
  for (std::size_t i = 0; i < data.units.size(); ++i) {
    differences.push_back(data.values.at(pair.better)[i] - data.values.at(pair.worse)[i]);
  }
  const bool finite = all_finite(differences);
  pair.difference = finite ? without_rounding(mean(differences)) : kNaN;
  pair.interval = resampled.resampling.interval(minus(resampled.means.at(pair.better), resampled.means.at(pair.worse)));
  pair.deviation = finite ? standard_deviation(differences) : kNaN;
  if (pair.deviation <= contest.tolerance) pair.deviation = 0;
  return pair;
}

std::vector<std::pair<std::string, std::string>> pairs_of(const DatasetComparison& data,
                                                          const ComparisonOptions& options) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (auto a = data.values.begin(); a != data.values.end(); ++a) {
    for (auto b = std::next(a); b != data.values.end(); ++b) {
      if (!options.baseline || a->first == *options.baseline || b->first == *options.baseline)
        pairs.emplace_back(a->first, b->first);
    }
  }
  return pairs;
}

}  // namespace

Comparison compare(std::span<const Observation> observations, const ComparisonOptions& options) {
  Comparison comparison;
  comparison.options = options;
  std::vector<ResampledDataset> resampled;
  for (const auto& [dataset, values] : index(observations)) {
    comparison.datasets.push_back(complete(dataset, values, options, comparison.dropped));
    check_strategies(comparison.datasets.back(), options);
    resampled.push_back({Resampling(0, static_cast<std::uint32_t>(resampled.size())), {}});
  }
  for_each_index(resampled.size(), [&](std::size_t i) {
    DatasetComparison& data = comparison.datasets[i];
    summarise(data, options, resampled[i]);
    for (const auto& [a, b] : pairs_of(data, options)) data.pairs.push_back(pair_of(data, a, b, options, resampled[i]));
  });
  judge_together(std::span(&comparison, 1));
  describe_across_datasets(comparison, resampled);
  return comparison;
}

}  // namespace xil
