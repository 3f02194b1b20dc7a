#pragma once

#include "framework/data/edits/edit_function.h"

namespace xil {

/// Cuts out a part of the picture, flips it (recipe.flips: each axis with probability 1/2) and scales it back to full
/// size (it zooms in by a share of at most recipe.zoom). A zoom outside [0, 1) is a failure.
Image augment(const EditTask& task, Rng& rng);

}  // namespace xil
