#pragma once

#include "framework/core/interfaces/edit.h"

namespace xil {

/// The pixels that an edit replaces, height x width as the picture: its region without the true defect of the item
/// (null: unknown), which no edit touches, whatever the expert marked. Empty if the kind edits no region (augment), or
/// needs surroundings and has none.
inline Region edited_pixels(const Edit& edit, const Region* defect, int height, int width) {
  Region edited(height, width);
  if (!edit.info().edits_region) return edited;
  for (std::size_t i = 0; i < edited.values.size(); ++i) {
    edited.values[i] = edit.region.values.at(i) != 0 && (defect == nullptr || defect->values.at(i) == 0) ? 1 : 0;
  }
  const bool nothing_left = edit.info().needs_surroundings && area(edited) == edited.values.size();
  return nothing_left ? Region(height, width) : edited;
}

}  // namespace xil
