#pragma once

#include "framework/nn/explainers/perturbation/parts.h"

namespace xil {

/// Superpixels by SLIC (Achanta et al., PAMI 34, 2012): k-means of colour (CIELAB of sRGB) and place, within windows,
/// in 10 rounds from about grid^2 regular centres, each moved to the flattest of the nine places around it. Then pieces
/// smaller than a quarter of a regular one join a neighbour, so that every part is connected. Nothing is drawn: equal
/// pictures have equal parts. With D^2 = colour^2 + (compactness place / step)^2. Refuses a grid that is finer than the
/// picture.
PictureParts slic_parts(const Image& image, std::int64_t grid, double compactness);

}  // namespace xil
