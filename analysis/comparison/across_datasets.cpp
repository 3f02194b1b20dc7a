#include "analysis/comparison/across_datasets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/comparison/contest.h"
#include "analysis/statistics/parallel.h"

namespace xil {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> shared_strategies(const Comparison& comparison) {
  std::vector<std::string> shared;
  for (const std::string& strategy : comparison.strategies) {
    const bool everywhere = std::ranges::all_of(
        comparison.datasets, [&](const DatasetComparison& data) { return data.values.contains(strategy); });
    if (everywhere) shared.push_back(strategy);
  }
  return shared;
}

/// Values of the shared strategies, a row per dataset.
void rank(Comparison& comparison) {
  AcrossDatasets& across = comparison.across;
  const std::size_t k = across.strategies.size(), blocks = comparison.datasets.size();
  if (k < 3 || blocks < 2) {
    across.refusals.push_back(
        fmt::format("no Friedman test: it compares three strategies or more over two datasets or more, and "
                    "here {} {} on all of {}",
                    k, k == 1 ? "strategy is" : "strategies are", blocks));
    return;
  }
  std::vector<std::vector<double>> rows;
  std::vector<double> tolerance;
  for (const DatasetComparison& data : comparison.datasets) {
    std::vector<double>& row = rows.emplace_back();
    double& own = tolerance.emplace_back(0);
    for (const std::string& strategy : across.strategies) {
      const std::vector<double>& values = data.values.at(strategy);
      const double value = mean(values);
      if (!std::isfinite(value)) {
        across.refusals.push_back(fmt::format("no Friedman test: on {} the values of {} have no finite mean to rank",
                                              data.dataset, strategy));
        return;
      }
      row.push_back(comparison.options.greater_is_better ? value : -value);
      own = std::max(own, tie_tolerance(values));
    }
  }
  across.friedman = friedman_test(rows, tolerance);
  if (const auto why = refusal_of_nemenyi(k, blocks, comparison.options.level)) {
    across.refusals.push_back("no critical-difference diagram: " + *why);
  } else {
    across.critical_difference = nemenyi_critical_difference(k, blocks, comparison.options.level);
  }
}

/// The mean over datasets of every resample; empty where some dataset has none.
std::vector<double> overall_means(const std::vector<ResampledDataset>& resampled, const std::string& strategy) {
  std::vector<double> overall(resampled.front().resampling.count(), 0.0);
  for (const ResampledDataset& dataset : resampled) {
    const std::vector<double>& own = dataset.means.at(strategy);
    if (own.empty()) return {};
    for (std::size_t i = 0; i < overall.size(); ++i) overall[i] += own[i] / static_cast<double>(resampled.size());
  }
  return overall;
}

OverallSummary summary_of(const Comparison& comparison, std::vector<ResampledDataset>& resampled,
                          const std::string& strategy, std::vector<double> means) {
  OverallSummary summary;
  summary.strategy = strategy;
  std::vector<double> all;
  std::vector<Stratum> strata;
  for (std::size_t d = 0; d < resampled.size(); ++d) {
    const std::vector<double>& values = comparison.datasets[d].values.at(strategy);
    summary.mean += mean(values) / static_cast<double>(resampled.size());
    all.insert(all.end(), values.begin(), values.end());
    strata.push_back({resampled[d].resampling, values});
  }
  const bool finite = all_finite(all);
  summary.runs = all.size();
  summary.interquartile_mean = finite ? interquartile_mean(all) : kNaN;
  if (!finite) summary.mean = kNaN;
  summary.mean_interval = resampled.front().resampling.interval(std::move(means));
  summary.interquartile_interval = interquartile_interval(strata);
  return summary;
}

double mean_improvement(const Comparison& comparison, const std::string& better, const std::string& worse) {
  double sum = 0;
  for (const DatasetComparison& data : comparison.datasets) {
    sum += contest_of(data, better, worse, comparison.options.greater_is_better).improvement;
  }
  return sum / static_cast<double>(comparison.datasets.size());
}

void describe_differences(Comparison& comparison, const Resampling& resampling,
                          const std::map<std::string, std::vector<double>>& means) {
  AcrossDatasets& across = comparison.across;
  const auto& baseline = comparison.options.baseline;
  for (auto a = across.summaries.begin(); a != across.summaries.end(); ++a) {
    for (auto b = std::next(a); b != across.summaries.end(); ++b) {
      if (baseline && a->strategy != *baseline && b->strategy != *baseline) continue;
      OverallDifference pair{a->strategy, b->strategy, a->mean - b->mean, 0.5, {}};
      pair.improvement = mean_improvement(comparison, pair.better, pair.worse);
      pair.interval = resampling.interval(minus(means.at(pair.better), means.at(pair.worse)));
      across.differences.push_back(std::move(pair));
    }
  }
}

}  // namespace

std::vector<double> minus(std::vector<double> a, const std::vector<double>& b) {
  if (a.size() != b.size()) return {};
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return a;
}

void describe_across_datasets(Comparison& comparison, std::vector<ResampledDataset>& resampled) {
  AcrossDatasets& across = comparison.across;
  across.strategies = shared_strategies(comparison);
  rank(comparison);
  if (comparison.datasets.size() < 2) return;
  std::map<std::string, std::vector<double>> means;
  for (const std::string& strategy : across.strategies) means[strategy] = overall_means(resampled, strategy);
  across.summaries.resize(across.strategies.size());
  for_each_index(across.strategies.size(), [&](std::size_t i) {
    const std::string& strategy = across.strategies[i];
    across.summaries[i] = summary_of(comparison, resampled, strategy, means.at(strategy));
  });
  const double sign = comparison.options.greater_is_better ? -1 : 1;
  std::ranges::stable_sort(across.summaries, {}, [&](const OverallSummary& one) {
    return std::isnan(one.mean) ? std::numeric_limits<double>::infinity() : sign * one.mean;
  });
  describe_differences(comparison, resampled.front().resampling, means);
}

}  // namespace xil
