#pragma once

#include "framework/core/numeric/image.h"

namespace xil {

/// How a region that a person drew differs from the true one.
struct RegionAgreement {
  double iou = 0;       ///< pixels in both over pixels in either
  double left_out = 0;  ///< share of the true region that was not drawn
  double surplus = 0;   ///< share of the drawn region that is not true
  double excess_px =
      0;  ///< mean distance of the drawn region's edge from the true region, in pixels; 0 inside it. Of a
          ///< true region that is dilated by r it is r or little less. NaN if the whole picture was drawn
};

/// Precondition: both regions have the same size, and a pixel each.
RegionAgreement compare_regions(const Region& drawn, const Region& truth);

}  // namespace xil
