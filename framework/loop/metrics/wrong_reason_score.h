#pragma once

#include <vector>

#include "framework/core/numeric/image.h"

namespace xil {

/// The wrong-reason score WR of XIL typology (Friedrich et al. 2023), over the maps of one set of items. Each map's
/// positive relevance is divided by its maximum. The threshold is the mean over the maps of a map's mean over all of
/// its pixels, zeros included. An item's score is the share of the confounder's pixels above it; WR is their mean.
class WrongReasonScore {
 public:
  /// `relevance`: positive relevance, as positive_relevance() gives it; of the size of the confounder. A map without
  /// positive relevance, or with a value that is not finite, is left out. An empty region says nothing and is passed
  /// over.
  void add(const Map& relevance, const Region& confounder);
  /// WR in [0, 1]; NaN if every map was left out.
  double score() const;
  /// The number of maps that were left out; NaN if there was none at all.
  double left_out() const;

 private:
  std::vector<std::vector<double>> inside_;  ///< by map that counts: the scaled values in the confounder
  double sum_of_means_ = 0;
  int left_out_ = 0;
};

}  // namespace xil
