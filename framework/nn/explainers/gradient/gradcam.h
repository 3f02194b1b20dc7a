#pragma once

#include <memory>

#include "framework/nn/explainers/explainer.h"

namespace xil {

/// Grad-CAM (Selvaraju et al., ICCV 2017): relu(sum over channels of w_c A_c), where A are the activations of the
/// spatial layer and w_c is the mean over the places of d value / d A_c; scaled up to the picture bilinearly, with
/// half-pixel centres. The map is 0 where nothing speaks for the class. Precondition: `params` are GradcamParams.
std::unique_ptr<Explainer> make_gradcam(const ExplainerParams& params);

}  // namespace xil
