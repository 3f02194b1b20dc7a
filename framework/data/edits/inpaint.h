#pragma once

#include "framework/data/edits/edit_function.h"

namespace xil {

/// Replaces the pixels of the region by what lies within recipe.inpaint_px pixels around them (Telea, "An image
/// inpainting technique based on the fast marching method", 2004; OpenCV rounds the radius and keeps it within 1 to 100
/// pixels). If the region covers the whole picture, nothing is changed.
Image inpaint(const EditTask& task, Rng& rng);

}  // namespace xil
