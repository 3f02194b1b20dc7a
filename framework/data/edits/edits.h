#pragma once

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Applies an edit to the picture of `item`. Pure: the same arguments give the same bytes each
/// time.
///
/// Augment flips (`edit.flips`: each axis with probability 1/2) and zooms in by a share of at most
/// `edit.zoom`. Randomise, Substitute and Inpaint replace the pixels of `edit.region` by uniform
/// noise, by those of `donor`, or by what lies within `edit.inpaint_px` pixels around them (Telea,
/// "An image inpainting technique based on the fast marching method", 2004; OpenCV rounds the radius
/// and keeps it within 1 to 100 pixels), and leave every other pixel and the whole of
/// `protected_defect` as they were. Where nothing else is left of a picture, Inpaint has nothing to
/// go by and changes nothing. Random choices come from the stream (edit.seed, Edit, round, item,
/// copy).
///
/// `protected_defect` may be null; `donor` is needed by Substitute only. A region or donor that
/// does not fit the picture is a failure, as is a zoom outside [0, 1).
Image apply_edit(const Image& original, ItemId item, const Region* protected_defect, const Edit& edit,
                 const Image* donor);

}  // namespace xil
