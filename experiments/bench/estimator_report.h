#pragma once

#include <string>

#include "analysis/figures/estimator_figure.h"
#include "experiments/bench/estimator_comparison.h"
#include "framework/core/base/value.h"

namespace xil {

/// The results of `xil bench explain`; without items only the speed.
struct EstimatorReport {
  std::string dataset, model, device;
  int height = 0, width = 0;
  double accuracy = 0;  ///< on the test items
  ExplainSpeed speed;
  std::size_t items = 0;
  ComparisonPlan plan;
  EstimatorComparison comparison;
  std::size_t best = 0;  ///< the estimator with the least noise on other items

  std::size_t at_masks() const;  ///< position of plan.masks in plan.counts
  /// How many times faster estimator `e` makes a map than `base` at equal noise, in the median: the saved masks, with
  /// the time of making the maps taken into account.
  double faster(std::size_t e, std::size_t base) const;
};

Value to_json_value(const EstimatorReport& report);
std::string to_text(const EstimatorReport& report);
/// Precondition: there are items.
EstimatorFigure to_figure(const EstimatorReport& report);

}  // namespace xil
