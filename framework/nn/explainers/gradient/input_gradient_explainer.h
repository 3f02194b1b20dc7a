#pragma once

#include <memory>

#include "framework/nn/explainers/explainer.h"

namespace xil {

/// The gradient of a value in the network's input (Simonyan et al. 2014), by GradientSign added over the channels; with
/// times_input each channel's gradient is first multiplied by the input less that of a black picture, so that black
/// pixels have no relevance and the map of a linear network is what each pixel adds to the value.
/// Precondition: `params` are InputGradientParams.
std::unique_ptr<Explainer> make_input_gradient(const ExplainerParams& params);

}  // namespace xil
