#include "analysis/comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "analysis/claims.h"
#include "analysis/resampling.h"
#include "framework/core/error.h"

namespace xil {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

using Values = std::map<std::string, std::map<std::int64_t, double>>;  // strategy -> seed -> value

std::map<std::string, Values> index(std::span<const Observation> observations) {
  std::map<std::string, Values> datasets;
  for (const Observation& row : observations) {
    const bool is_new = datasets[row.dataset][row.strategy].emplace(row.seed, row.value).second;
    refuse_unless(is_new, "dataset={} strategy={} seed={} occurs twice: a seed is one replication, so leave one out or label them "
                          "apart",
                  row.dataset, row.strategy, row.seed);
  }
  refuse_unless(!datasets.empty(), "there are no values to compare");
  return datasets;
}

/// What one seed lacks of a dataset's strategies.
std::vector<std::string> lacking(const Values& values, std::int64_t seed) {
  std::vector<std::string> strategies;
  for (const auto& [strategy, seeds] : values) {
    const auto found = seeds.find(seed);
    if (found == seeds.end() || std::isnan(found->second)) strategies.push_back(strategy);
  }
  return strategies;
}

/// Makes complete blocks of a dataset's values.
DatasetComparison complete(const std::string& dataset, const Values& values, const ComparisonOptions& options,
                           std::vector<std::string>& dropped) {
  DatasetComparison result;
  result.dataset = dataset;
  std::set<std::int64_t> seeds;
  for (const auto& [strategy, own] : values) {
    for (const auto& [seed, value] : own) seeds.insert(seed);
  }
  for (const std::int64_t seed : seeds) {
    const std::vector<std::string> missing = lacking(values, seed);
    if (missing.empty()) {
      result.seeds.push_back(seed);
      continue;
    }
    refuse_unless(options.missing == Missing::Drop,
                  "{}: seed {} has no value of {}: complete the runs, or leave such seeds out with --missing drop", dataset,
                  seed, fmt::join(missing, ", "));
    dropped.push_back(fmt::format("{}: seed {} is left out, it has no value of {}", dataset, seed, fmt::join(missing, ", ")));
  }
  refuse_unless(!result.seeds.empty(), "{}: no seed has a value of every strategy ({})", dataset,
                fmt::join(dropped, "; "));
  for (const auto& [strategy, own] : values) {
    for (const std::int64_t seed : result.seeds) result.values[strategy].push_back(own.at(seed));
  }
  return result;
}

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
}

/// What all datasets of a call share.
struct Tools {
  Resampling resampling;
  PowerTable power;
};

/// Strategy -> means of its resamples; see Resampling::means().
using Resamples = std::map<std::string, std::vector<double>>;

void summarise(DatasetComparison& data, const ComparisonOptions& options, Resampling& resampling, Resamples& resamples) {
  std::map<std::string, double> ranks;
  for (std::size_t i = 0; i < data.seeds.size(); ++i) {
    std::vector<double> scores;
    for (const auto& [strategy, values] : data.values) scores.push_back(options.greater_is_better ? -values[i] : values[i]);
    const std::vector<double> own = midranks(scores);
    std::size_t s = 0;
    for (const auto& [strategy, values] : data.values) ranks[strategy] += own[s++] / static_cast<double>(data.seeds.size());
  }
  for (const auto& [strategy, values] : data.values) {
    const bool finite = all_finite(values);
    resamples[strategy] = resampling.means(values);
    data.strategies.push_back({strategy, finite ? mean(values) : kNaN, finite ? interquartile_mean(values) : kNaN,
                               finite ? standard_deviation(values) : kNaN, resampling.interval(resamples[strategy]),
                               resampling.of_interquartile_mean(values), ranks[strategy]});
  }
  std::ranges::stable_sort(data.strategies, {}, &StrategySummary::mean_rank);
}

std::vector<double> negated(std::vector<double> values) {
  for (double& value : values) value = -value;
  return values;
}

/// Empty where one of them is.
std::vector<double> minus(std::vector<double> a, const std::vector<double>& b) {
  if (a.size() != b.size()) return {};
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return a;
}

PairComparison pair_of(const DatasetComparison& data, const std::string& a, const std::string& b,
                       const ComparisonOptions& options, const Tools& tools, const Resamples& resamples) {
  const auto score = [&](const std::string& strategy) {
    return options.greater_is_better ? data.values.at(strategy) : negated(data.values.at(strategy));
  };
  std::vector<double> x = score(a), y = score(b);
  SignedRankTest test = signed_rank_test(x, y);
  PairComparison pair;
  pair.better = a;
  pair.worse = b;
  const bool undecided = !(test.rank_biserial < 0 || test.rank_biserial > 0);
  if (test.rank_biserial < 0 || (undecided && mean(x) < mean(y))) {
    std::swap(pair.better, pair.worse);
    std::swap(x, y);
    test = signed_rank_test(x, y);
  }
  pair.test = test;
  pair.cliffs_delta = cliffs_delta(x, y);
  pair.improvement = probability_of_improvement(x, y);
  std::vector<double> differences;
  for (std::size_t i = 0; i < x.size(); ++i) {
    differences.push_back(data.values.at(pair.better)[i] - data.values.at(pair.worse)[i]);
  }
  const bool finite = all_finite(differences);
  pair.difference = finite ? mean(differences) : kNaN;
  pair.interval = tools.resampling.interval(minus(resamples.at(pair.better), resamples.at(pair.worse)));
  const double deviation = finite ? standard_deviation(differences) : kNaN;
  if (deviation > 0) pair.seeds_needed = tools.power.seeds_for(pair.difference / deviation);
  return pair;
}

std::vector<std::pair<std::string, std::string>> pairs_of(const DatasetComparison& data, const ComparisonOptions& options) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (auto a = data.values.begin(); a != data.values.end(); ++a) {
    for (auto b = std::next(a); b != data.values.end(); ++b) {
      if (!options.baseline || a->first == *options.baseline || b->first == *options.baseline)
        pairs.emplace_back(a->first, b->first);
    }
  }
  return pairs;
}

/// Holm over the whole call, and what follows from it.
void adjust(Comparison& comparison) {
  std::vector<double> p;
  for (const DatasetComparison& data : comparison.datasets) {
    for (const PairComparison& pair : data.pairs) p.push_back(pair.test.p);
  }
  const std::vector<double> adjusted = holm(p);
  comparison.tests = p.size();
  std::size_t next = 0;
  for (DatasetComparison& data : comparison.datasets) {
    for (PairComparison& pair : data.pairs) {
      pair.adjusted_p = adjusted[next++];
      pair.claimed = pair.adjusted_p <= comparison.options.level;
    }
    data.advice = advise(data.seeds.size(), comparison.tests, comparison.options.level);
    std::ranges::stable_sort(data.pairs, {}, [](const PairComparison& pair) { return pair.adjusted_p; });
  }
}

void count_penalties(Comparison& comparison) {
  std::set<std::string> names;
  for (const DatasetComparison& data : comparison.datasets) {
    for (const auto& [strategy, values] : data.values) names.insert(strategy);
  }
  comparison.strategies.assign(names.begin(), names.end());
  const std::size_t k = names.size();
  comparison.penalties.assign(k, std::vector<std::size_t>(k, 0));
  const auto place = [&](const std::string& name) {
    return static_cast<std::size_t>(std::ranges::lower_bound(comparison.strategies, name) - comparison.strategies.begin());
  };
  for (const DatasetComparison& data : comparison.datasets) {
    for (const PairComparison& pair : data.pairs) {
      if (pair.claimed) ++comparison.penalties[place(pair.better)][place(pair.worse)];
    }
  }
}

/// Values of the strategies that every dataset has, a row per dataset.
void rank_over_datasets(Comparison& comparison) {
  AcrossDatasets& across = comparison.across;
  for (const std::string& strategy : comparison.strategies) {
    const bool everywhere = std::ranges::all_of(
        comparison.datasets, [&](const DatasetComparison& data) { return data.values.contains(strategy); });
    if (everywhere) across.strategies.push_back(strategy);
  }
  const std::size_t k = across.strategies.size(), blocks = comparison.datasets.size();
  if (k < 3 || blocks < 2) {
    across.refusals.push_back(fmt::format("no Friedman test: it compares three strategies or more over two datasets or more, and "
                                          "here {} {} on all of {}",
                                          k, k == 1 ? "strategy is" : "strategies are", blocks));
    return;
  }
  std::vector<std::vector<double>> rows;
  for (const DatasetComparison& data : comparison.datasets) {
    std::vector<double>& row = rows.emplace_back();
    for (const std::string& strategy : across.strategies) {
      const double value = mean(data.values.at(strategy));
      row.push_back(comparison.options.greater_is_better ? value : -value);
    }
  }
  across.friedman = friedman_test(rows);
  if (const auto why = refusal_of_nemenyi(k, blocks, comparison.options.level)) {
    across.refusals.push_back("no critical-difference diagram: " + *why);
  } else {
    across.critical_difference = nemenyi_critical_difference(k, blocks, comparison.options.level);
  }
}

}  // namespace

Comparison compare(std::span<const Observation> observations, const ComparisonOptions& options) {
  Comparison comparison;
  comparison.options = options;
  Tools tools{Resampling(0), PowerTable(options.level)};
  for (const auto& [dataset, values] : index(observations)) {
    DatasetComparison data = complete(dataset, values, options, comparison.dropped);
    refuse_unless(data.values.size() >= 2, "{}: '{}' is the only strategy, there is nothing to compare it with", dataset,
                  data.values.begin()->first);
    refuse_unless(!options.baseline || data.values.contains(*options.baseline), "{}: there is no strategy '{}': take one of {}",
                  dataset, options.baseline.value_or(""), fmt::join(strategies_of(data), ", "));
    Resamples resamples;
    summarise(data, options, tools.resampling, resamples);
    for (const auto& [a, b] : pairs_of(data, options)) {
      data.pairs.push_back(pair_of(data, a, b, options, tools, resamples));
    }
    comparison.datasets.push_back(std::move(data));
  }
  adjust(comparison);
  count_penalties(comparison);
  rank_over_datasets(comparison);
  for (DatasetComparison& data : comparison.datasets) data.claim = claim_of(data, options);
  return comparison;
}

}  // namespace xil
