#pragma once

#include <memory>

#include "framework/nn/explainers/explainer.h"

namespace xil {

/// Occlusion (Zeiler and Fergus, ECCV 2014): a square of patch x patch cells moves over the picture by one cell, partly
/// over the edge as well, so that every cell is hidden by patch^2 squares. A pixel's value is the mean, over the
/// squares that hide it, of value(picture) - value(picture with the square hidden). Precondition: `params` are
/// OcclusionParams.
std::unique_ptr<Explainer> make_occlusion(const ExplainerParams& params);

}  // namespace xil
