#pragma once

#include "framework/data/edits/edit_function.h"

namespace xil {

/// Replaces the pixels of the region by uniform noise.
Image randomise(const EditTask& task, Rng& rng);

}  // namespace xil
