#pragma once

#include <vector>

#include "framework/core/numeric/image.h"

namespace xil {

/// Shares of a region that a map finds, as runs measure them.
struct MapScore {
  double mass = 0;  ///< share of the relevance inside the region: the score of oracle.verdict: mass
  double iou = 0;   ///< jaccard under metrics.binarise: mean
};

/// The map that the masks of a grid give, after endlessly many of them, of a network that looks at one region and at
/// nothing else: its score is the visible share of the region. Even this map is blurred, because a mask hides cells,
/// not pixels.
///
/// The masks of RISE (Petsiuk et al. 2018) are grids of independent cells, enlarged bilinearly and shifted at random.
/// The covariance of two of their pixels is the product of one along each axis, and that of score and mask, which the
/// map is under normalise: centred, its sum over the region.
class IdealMap {
 public:
  /// For pictures of height x width pixels and masks of grid x grid cells.
  IdealMap(int height, int width, int grid);
  /// Precondition: the region has the size of the pictures and is not empty.
  MapScore score(const Region& region) const;

 private:
  Map of(const Region& region) const;

  int height_, width_;
  std::vector<float> rows_, columns_;  ///< height x height and width x width covariances
};

}  // namespace xil
