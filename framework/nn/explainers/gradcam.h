#pragma once

#include <memory>

#include "framework/nn/explainers/explainer.h"

namespace xil {

/// Grad-CAM (Selvaraju et al., ICCV 2017): the activations of the spatial layer, summed over the channels with the mean
/// gradient of the target's logit in each channel as its weight; what speaks against the target becomes 0. The map is
/// scaled bilinearly to the picture's size; its baseline is 0. Refused where the network has no spatial layer.
std::unique_ptr<Explainer> make_gradcam(const ExplainerParams& params);

}  // namespace xil
