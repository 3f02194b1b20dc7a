#pragma once

#include "framework/data/edits/edit_function.h"

namespace xil {

/// Replaces the pixels of the region by those of the picture blurred with a Gaussian of a deviation of recipe.blur_px
/// pixels. The blurred pixels are made from the whole picture, which is mirrored at its edges.
Image blur(const EditTask& task, Rng& rng);

}  // namespace xil
