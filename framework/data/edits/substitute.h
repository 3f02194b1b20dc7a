#pragma once

#include "framework/data/edits/edit_function.h"

namespace xil {

/// Replaces the pixels of the region by those of the donor.
Image substitute(const EditTask& task, Rng& rng);

}  // namespace xil
