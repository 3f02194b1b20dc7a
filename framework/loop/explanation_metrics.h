#pragma once

#include <array>

#include "framework/core/learner.h"
#include "framework/loop/classification_metrics.h"

namespace xil {

/// Sums the explanation metrics of items and gives their means. Each metric is averaged over the items for which it is
/// defined; NaN where there is none. Names, in this order:
/// dice, jaccard      map binarised at the mean of its positive relevance, against the defect
/// dice_topk, jaccard_topk  the k largest pixels of the map, k = area of the defect
/// hit, hit_tolerant  peak inside the defect; within 15 px at 224 px, in proportion at other sizes
/// relevance_mass     share of the positive relevance inside the defect
/// wrong_reason       share of the positive relevance inside the confounder
/// explanation_sd     standard deviation of the masked scores
class ExplanationMetrics {
 public:
  void add(const Explanation& explanation, const Region* defect, const Region* confounder);
  NamedValues means() const;

 private:
  struct Mean {
    double sum = 0;
    int count = 0;
  };
  void add_value(std::size_t metric, double value);
  std::array<Mean, 9> means_{};
};

}  // namespace xil
