#pragma once

#include <memory>

#include "framework/nn/explainers/explainer.h"

namespace xil {

/// Integrated gradients (Sundararajan et al., ICML 2017): (x - x0) times the mean gradient on the way from the empty
/// picture x0 to the item's x, added over the channels. The points are the middles of equal steps (the midpoint rule),
/// so that the sum of the map nears value(x) - value(x0) as the steps grow. Precondition: `params` are
/// IntegratedGradientsParams.
std::unique_ptr<Explainer> make_integrated_gradients(const ExplainerParams& params);

}  // namespace xil
