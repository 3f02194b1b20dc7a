#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/comparison/unit.h"
#include "analysis/statistics/advisor.h"
#include "analysis/statistics/friedman.h"
#include "analysis/statistics/rank_tests.h"
#include "analysis/statistics/statistics.h"

// What strategies on datasets look like against each other, from one value per run: exploratory, since no pair was
// chosen beforehand (claims: analysis/planned). The seed is the replication unit, or,
// where people answer, the expert with the seed (Unit); results hold for the datasets at hand.
namespace xil {

struct Observation {
  std::string dataset, strategy;
  std::int64_t seed = 0;
  double value = 0;  ///< NaN: there is none. Infinite: a target that was not reached until `end`
  double end = std::numeric_limits<double>::infinity();  ///< of budgets to a target: where the run was last watched
  std::string why = {};     ///< there is no value though the run is complete; empty: the run is missing
  std::string expert = {};  ///< who answered; empty: nobody but the simulated expert

  Unit unit() const { return {seed, expert}; }
};

enum class Missing { Error, Drop };

struct ComparisonOptions {
  bool greater_is_better = true;
  std::optional<std::string> baseline;  ///< pairs with it only; nothing: all pairs
  Missing missing = Missing::Error;
  double level = 0.05;
};

/// One strategy on one dataset.
struct StrategySummary {
  std::string strategy;
  double mean = 0, interquartile_mean = 0, deviation = 0;  ///< NaN where a value is infinite
  Interval mean_interval, interquartile_interval;          ///< 95 %, percentile bootstrap over seeds
  double mean_rank = 0;                                    ///< over seeds; 1 is best
};

/// Two strategies on one dataset.
struct PairComparison {
  std::string better, worse;                   ///< by the signed-rank sum, else by the mean, else alphabetically
  double difference = 0;                       ///< mean of better - worse over seeds; NaN where a value is infinite
  Interval interval;                           ///< 95 % interval of the difference
  SignedRankTest test;                         ///< tests better against worse
  double adjusted_p = 1;                       ///< Holm over all pairs and datasets of the call, see judge_together()
  bool claimed = false;                        ///< adjusted_p <= level; exploratory all the same
  double cliffs_delta = 0, improvement = 0.5;  ///< effect sizes of better over worse
  double deviation = 0;       ///< of the paired differences, 0 within round-off; NaN where a value is infinite
  std::size_t undecided = 0;  ///< pairs of budgets to a target of which neither is reached before one of the runs ends
  // With 80 % power at Holm's first step, assuming the observed deviation (and difference); nothing if undefined.
  std::optional<double> detectable;         ///< smallest mean difference that these seeds can detect
  std::optional<std::size_t> seeds_needed;  ///< number of seeds that can detect the observed difference
};

struct DatasetComparison {
  std::string dataset;
  std::vector<Unit> units;
  std::vector<StrategySummary> strategies;  ///< best mean rank first
  std::vector<PairComparison> pairs;
  std::string claim;  ///< what stands out, one sentence
  SeedAdvice advice;
  std::map<std::string, std::vector<double>> values;  ///< strategy -> one value per unit
  std::map<std::string, std::vector<double>>
      ends;  ///< strategy -> Observation::end per unit; empty unless values are budgets to a target
};

/// One strategy over all datasets. Intervals: 95 %, percentile bootstrap, seeds resampled within each dataset.
struct OverallSummary {
  std::string strategy;
  std::size_t runs = 0;
  double mean = 0;                ///< every dataset counts equally; NaN where a value is infinite
  double interquartile_mean = 0;  ///< every run counts equally (Agarwal et al. 2021); NaN where a value is infinite
  Interval mean_interval, interquartile_interval;
};

/// Two strategies over all datasets, which count equally.
struct OverallDifference {
  std::string better, worse;  ///< by the mean
  double difference = 0, improvement = 0.5;
  Interval interval;  ///< of the difference
};

/// All datasets as blocks, each by its mean over seeds; only strategies that every dataset has.
struct AcrossDatasets {
  std::vector<std::string> strategies;
  std::vector<OverallSummary> summaries;       ///< best mean first; empty for one dataset
  std::vector<OverallDifference> differences;  ///< of the pairs of the call; empty for one dataset
  std::optional<FriedmanTest> friedman;
  std::optional<double> critical_difference;
  std::vector<std::string> refusals;  ///< why the Friedman test or the critical difference is missing
};

struct Comparison {
  std::vector<DatasetComparison> datasets;
  AcrossDatasets across;
  std::vector<std::string> strategies;  ///< the rows and columns of `penalties`
  /// Element [row][column]: the number of datasets on which the row's strategy beats the column's with
  /// an adjusted p at or below the level.
  std::vector<std::vector<std::size_t>> penalties;
  std::vector<std::string> dropped;  ///< one sentence per dropped pair of dataset and unit
  std::size_t tests = 0;             ///< size of the family
  ComparisonOptions options;
};

/// Refuses two values of one (dataset, strategy, unit), an infinite one that was not watched until an end, an unknown
/// baseline, fewer than two strategies and, unless `missing` says to drop it, a unit that lacks a value of some
/// strategy of its dataset.
Comparison compare(std::span<const Observation> observations, const ComparisonOptions& options);

}  // namespace xil
