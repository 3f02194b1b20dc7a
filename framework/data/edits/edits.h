#pragma once

#include "framework/core/interfaces/dataset.h"

namespace xil {

/// Applies an edit to the picture of `item`. Pure: the same arguments give the same bytes each time; random choices
/// come from the stream (edit.seed, Edit, round, item, copy). A kind that edits a region leaves every pixel outside of
/// edit.region, and the whole of `protected_defect`, as they were.
///
/// `protected_defect` may be null; `donor` is needed by kinds that take one. A region or donor that does not fit the
/// picture is a failure.
Image apply_edit(const Image& original, ItemId item, const Region* protected_defect, const Edit& edit,
                 const Image* donor);

}  // namespace xil
