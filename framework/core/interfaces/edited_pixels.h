#pragma once

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// The pixels that an edit replaces, info.height x info.width: its region without the item's true defect (null: none
/// known), which no edit touches, however badly the expert has marked it. Nothing for augment, which moves all pixels,
/// and for an inpainting that leaves no pixel to take values from.
inline Region edited_pixels(const Edit& edit, const Region* defect, const DatasetInfo& info) {
  Region edited(info.height, info.width);
  if (edit.kind == EditKind::Augment) return edited;
  for (std::size_t i = 0; i < edited.values.size(); ++i) {
    edited.values[i] = edit.region.values.at(i) != 0 && (defect == nullptr || defect->values.at(i) == 0) ? 1 : 0;
  }
  const bool nothing_left = edit.kind == EditKind::Inpaint && area(edited) == edited.values.size();
  return nothing_left ? Region(info.height, info.width) : edited;
}

}  // namespace xil
