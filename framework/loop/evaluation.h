#pragma once

#include <vector>

#include "framework/core/learner.h"
#include "framework/core/run_log.h"
#include "framework/core/run_params.h"
#include "framework/loop/classification_metrics.h"

namespace xil {

/// Measures a learner on the test items: the same items and, for explanations, the same sample in every round.
class Evaluation {
 public:
  Evaluation(const RunParams& run, const Dataset& dataset);

  std::span<const ItemId> test() const { return test_; }
  /// Test items with a region that are explained: at most explain_items, from Rng(split seed, EvaluationSample).
  std::span<const ItemId> sample() const { return sample_; }

  /// Fills probabilities, metrics and the time of a round; explanation metrics are NaN in rounds without them.
  /// Maps go to the log if the run keeps all.
  void measure(Learner& learner, RoundRecord& record, RunLog& log) const;

 private:
  NamedValues explanation_metrics(Learner& learner, const RoundRecord& record, RunLog& log) const;

  const RunParams& run_;
  const Dataset& dataset_;
  std::vector<ItemId> test_, sample_;
  std::vector<int> labels_;
};

}  // namespace xil
