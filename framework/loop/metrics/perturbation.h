#pragma once

#include "framework/core/interfaces/learner.h"

namespace xil {

/// How fast the target's probability falls when the picture is taken away in the order of a map, and how fast it rises
/// when it comes back (Petsiuk et al. 2018, evaluation.py): areas under the curves, each in [0, 1]. Deletion goes from
/// the picture to black, insertion from the blurred picture (Gaussian of 11 pixels, sigma 5, its weights renormalised
/// at the edges) to the picture. A step is one picture's width of pixels, largest values first, equal ones in reading
/// order; with n + 1 scores the area is (sum - first / 2 - last / 2) / n.
struct PerturbationAreas {
  double deletion = 0, insertion = 0;
};
PerturbationAreas perturbation_areas(Learner& learner, const Image& image, const Map& map, int target);

/// The picture under a Gaussian of 11 pixels with sigma 5, weights renormalised where they would reach over the edge.
Image blurred(const Image& image);

}  // namespace xil
