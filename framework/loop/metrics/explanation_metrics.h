#pragma once

#include <string>
#include <vector>

#include "framework/core/catalogue/run_groups.h"
#include "framework/core/interfaces/learner.h"
#include "framework/loop/metrics/classification_metrics.h"
#include "framework/loop/metrics/wrong_reason_score.h"

namespace xil {

/// An explained item with its marked regions; null: none known.
struct ExplainedItem {
  const Explanation& explanation;
  int target = 0;
  const Region* defect = nullptr;
  const Region* confounder = nullptr;
};

/// Sums the explanation metrics of items and gives their means. Each metric is averaged over the items for which it is
/// defined; it is NaN if there is none. The metrics that compare a map with a region are undefined for a map without
/// positive relevance or with a value that is not finite, and for an empty region. The names:
/// - dice, jaccard: the positive relevance, binarised by `metrics.binarise`, against the defect
/// - dice_topk, jaccard_topk: the k largest pixels of the map against the defect, k being the defect's area
/// - hit, hit_tolerant: the peak lies inside the defect, or at most 15 px from it (at 224 px; in proportion at others)
/// - relevance_mass: share of the positive relevance inside the defect
/// - wrong_reason: share of the positive relevance inside the confounder
/// - wrong_reason_<k>: the same over the items for which class k is explained
/// - wr: the published wrong-reason score of the items with a confounder; see wrong_reason_score.h
/// - wr_left_out: how many of these it leaves out
/// - explanation_mean: mean of the masked scores
/// - explanation_sd: standard deviation of the masked scores
/// - explanation_p: mean probability with which the masks showed a cell
/// - deletion_auc, insertion_auc: only with `metrics.perturbation`; see perturbation.h
class ExplanationMetrics {
 public:
  ExplanationMetrics(const MetricsParams& params, int classes);

  void add(const ExplainedItem& item);
  /// Adds one item's value to a metric; a value that is NaN or infinite adds nothing.
  /// Precondition: the metric is one of the names above.
  void add_value(std::string_view name, double value);
  NamedValues means() const;

 private:
  struct Mean {
    std::string name;
    double sum = 0;
    int count = 0;
  };
  void add_defect(const ExplainedItem& item, const Map& relevance);

  MetricsParams params_;
  std::vector<Mean> means_;
  WrongReasonScore wrong_reasons_;
};

}  // namespace xil
