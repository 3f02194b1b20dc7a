#pragma once

#include "framework/core/dataset.h"

namespace xil {

/// Applies an edit to the picture of `item`. Pure: the same arguments give the same bytes each
/// time.
///
/// Augment flips (each axis with probability 1/2) and zooms in by at most a tenth. Randomise and
/// Substitute replace the pixels of `edit.region` by uniform noise or by those of `donor`, and
/// leave every other pixel and the whole of `protected_defect` as they were. Random choices come
/// from the stream (edit.seed, Edit, round, item, copy).
///
/// `protected_defect` may be null; `donor` is needed by Substitute only. A region or donor that
/// does not fit the picture is a failure; Inpaint is refused, since it is not built yet.
Image apply_edit(const Image& original, ItemId item, const Region* protected_defect,
                 const Edit& edit, const Image* donor);

}  // namespace xil
