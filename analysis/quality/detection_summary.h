#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/quality/test_results.h"
#include "analysis/statistics/resampling.h"
#include "analysis/statistics/statistics.h"

namespace xil {

/// The mean of a value over the seeds in which it is defined, with its 95 % percentile bootstrap interval, which is NaN
/// for a single seed.
struct SeedMean {
  double mean = 0;
  Interval interval;
  std::size_t seeds = 0;  ///< in which the value is defined
};
/// NaN are left out. Values of one number of seeds have their intervals from the same resamples.
SeedMean mean_of_seeds(std::vector<double> values, Resampling& resampling);

/// As what the test items of each class were predicted.
struct ConfusionSummary {
  std::vector<std::vector<double>> shares;  ///< [true][predicted], mean over seeds; NaN where no seed has the class
  std::vector<std::vector<std::size_t>> counts;  ///< [true][predicted], of all seeds together
  std::size_t seeds = 0;
};
ConfusionSummary confusion_of(const TestResults& results, std::size_t strategy);

/// A curve on a grid, mean over seeds with its pointwise band.
struct CurveBand {
  std::vector<double> x, mean, low, high;
};
/// The question is whether an item has a defect, or, where there are more than two classes or no ok class, of which
/// class it is: one against the others, macro mean over the classes that both occur and do not fill the test items.
struct DetectionSummary {
  std::size_t strategy = 0;
  CurveBand roc;        ///< recall over the share of false alarms
  CurveBand precision;  ///< precision over the recall
  SeedMean roc_area, average_precision;
};
/// One per strategy with a defined curve.
std::vector<DetectionSummary> detection_of(const TestResults& results);

/// A value of a strategy in a group: of a type of defects, or at a share of false alarms.
struct GroupedValue {
  std::string group;
  std::size_t strategy = 0;
  SeedMean value;
  std::size_t items = 0;  ///< test items behind it, of all seeds together
};
/// The share of the items of each defect type that were predicted as their own class. Items without a type stand under
/// the name of their class; those of the ok class are no part of it.
std::vector<GroupedValue> recalls_of(const TestResults& results);

/// The share of the defects that are missed at a share of false alarms.
struct MissedSummary {
  double rate = 0;
  std::size_t strategy = 0;
  SeedMean missed, false_alarms, expected_false_alarms;
  std::size_t defects = 0;  ///< of all seeds together
};
/// `notes` says where and why there is none: no ok class, or too few ok items.
std::vector<MissedSummary> missed_of(const TestResults& results, const std::vector<double>& rates,
                                     std::vector<std::string>& notes);

/// ".05" as "5 %".
std::string rate_text(double share);

}  // namespace xil
