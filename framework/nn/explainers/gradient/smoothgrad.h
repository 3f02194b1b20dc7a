#pragma once

#include <memory>

#include "framework/nn/explainers/explainer.h"

namespace xil {

/// SmoothGrad (Smilkov et al. 2017): the mean gradient over copies whose pixels have normal noise added, independently
/// and without clipping, of standard deviation 255 * noise grey values; then added over the channels by GradientSign.
/// The noise comes from ExplanationStreams::masks(), copy by copy, in the order of the pixels. Precondition: `params`
/// are SmoothgradParams.
std::unique_ptr<Explainer> make_smoothgrad(const ExplainerParams& params);

}  // namespace xil
