#pragma once

#include "framework/data/weld/weld_defects.h"

namespace xil {

/// The properties of one point of the workpiece, independent of the light.
struct Surface {
  float height = 0;  ///< above the plate, in sides of the picture
  Rgb colour;
  float gloss = 0;
  float plate = 0;  ///< 1 on bare plate, 0 on the bead
};

/// The workpiece at a place; `defect` may be null. A defect changes no place that it does not reach.
Surface surface_at(const WeldScene& scene, const WeldDefect* defect, BeadPoint point);

}  // namespace xil
