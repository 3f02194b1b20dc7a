#pragma once

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// The pixels that an edit replaces, info.height x info.width: its region without the item's true defect (null: none
/// known), which no edit touches, however badly the expert has marked it. Nothing for a kind that edits no region, such
/// as augment, and for one that needs surroundings where none are left.
inline Region edited_pixels(const Edit& edit, const Region* defect, const DatasetInfo& info) {
  Region edited(info.height, info.width);
  if (!edit.info().edits_region) return edited;
  for (std::size_t i = 0; i < edited.values.size(); ++i) {
    edited.values[i] = edit.region.values.at(i) != 0 && (defect == nullptr || defect->values.at(i) == 0) ? 1 : 0;
  }
  const bool nothing_left = edit.info().needs_surroundings && area(edited) == edited.values.size();
  return nothing_left ? Region(info.height, info.width) : edited;
}

}  // namespace xil
