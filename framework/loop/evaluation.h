#pragma once

#include <vector>

#include "framework/core/catalogue/run_params.h"
#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/run_log.h"
#include "framework/loop/metrics/classification_metrics.h"

namespace xil {

/// Measures a learner on the test items: the same items and, for explanations, the same sample in every round.
class Evaluation {
 public:
  /// The items that the round was trained on, and whether it is the last.
  struct Moment {
    std::span<const ItemId> labelled;
    bool last = false;
  };

  Evaluation(const RunParams& run, const Dataset& dataset);

  std::span<const ItemId> test() const { return test_; }
  /// Test items with a region that are explained: at most explain_items, from Rng(split seed, EvaluationSample).
  std::span<const ItemId> sample() const { return sample_; }

  /// Fills probabilities, metrics and the time of a round; explanation metrics are NaN in rounds without them.
  /// train_accuracy is measured on the labelled items against true labels; decoy_gap is train_accuracy - accuracy.
  /// Maps go to the log if the run keeps all.
  void measure(Learner& learner, const Moment& moment, RoundRecord& record, RunLog& log);
  /// Accuracy on the validation items.
  double validation_accuracy(Learner& learner) const;

 private:
  double accuracy_on(Learner& learner, std::span<const ItemId> items) const;
  NamedValues explanation_metrics(Learner& learner, bool due, const RoundRecord& record, RunLog& log) const;
  NamedValues neighbour_metrics(Learner& learner, bool due) const;

  const RunParams& run_;
  const Dataset& dataset_;
  std::vector<ItemId> test_, sample_, validation_;
  std::vector<int> labels_;
};

}  // namespace xil
