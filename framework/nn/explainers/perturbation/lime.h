#pragma once

#include <memory>

#include "framework/nn/explainers/explainer.h"
#include "framework/nn/explainers/perturbation/parts.h"

namespace xil {

/// LIME (Ribeiro et al., KDD 2016): the coefficients of a ridge regression of the values of copies on their visible
/// segments. The first copy is the whole picture; in the others each segment is visible with probability .5. A copy
/// weighs sqrt(exp(-d^2 / kernel_width^2)), where d is its cosine distance to the whole picture, 1 - sqrt(visible
/// share). Precondition: `params` are LimeParams.
std::unique_ptr<Explainer> make_lime(const ExplainerParams& params);

/// The copies of an explanation, from streams.masks().
CopyDesign lime_design(std::size_t segments, std::int64_t copies, const ExplanationStreams& streams);

}  // namespace xil
