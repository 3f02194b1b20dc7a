#include "framework/core/interfaces/edit.h"

#include "framework/core/base/params.h"

namespace xil {

void EditRecipe::validate() const {
  check_within("zoom", zoom, 0, 0.9);
  check_within("inpaint_px", inpaint_px, 1, 100);
}

EditRecipe EditRecipe::without_idle(bool copies, bool region_losses) const {
  EditRecipe used;
  if (copies) used.kind = kind;
  const EditKindInfo& info = edit_kind_info(used.kind);
  if (region_losses || (copies && info.edits_region)) used.wrong_region = wrong_region;
  if (!copies) return used;
  if (info.takes_donor) used.from = from;
  if (kind == EditKind::Augment) {
    used.flips = flips;
    used.zoom = zoom;
  }
  if (kind == EditKind::Inpaint) used.inpaint_px = inpaint_px;
  return used;
}

}  // namespace xil
