#pragma once

#include "framework/nn/explainers/perturbation/parts.h"

namespace xil {

/// Superpixels by SLIC (Achanta et al., PAMI 34, 2012): k-means of colour (CIELAB of sRGB) and place, within windows,
/// in 10 rounds from grid^2 regular centres, each moved to the flattest of the nine places around it. The squared
/// distance is colour^2 + (compactness place / step)^2. Then each keeps its largest piece, and these grow over the
/// pixels of all other pieces, so that every part is connected. Nothing is drawn: equal pictures have equal parts.
/// Refuses a grid that is finer than the picture.
PictureParts slic_parts(const Image& image, std::int64_t grid, double compactness);

}  // namespace xil
