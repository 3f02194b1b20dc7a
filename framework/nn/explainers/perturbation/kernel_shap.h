#pragma once

#include <memory>

#include "framework/nn/explainers/explainer.h"
#include "framework/nn/explainers/perturbation/parts.h"

namespace xil {

/// KernelSHAP (Lundberg and Lee, NeurIPS 2017) over the M cells of a grid: coefficients c of value = value(nothing) +
/// sum of the visible cells' c by least squares, under the constraint that their sum is value(picture) -
/// value(nothing). A coalition's size s is drawn with probability proportional to (M - 1) / (s (M - s)), which is the
/// Shapley kernel times the number of coalitions of that size, so that all drawn ones weigh the same. Each is followed
/// by its complement (Covert and Lee, AISTATS 2021). A pixel has the value of its cell. Precondition: `params` are
/// KernelShapParams.
std::unique_ptr<Explainer> make_kernel_shap(const ExplainerParams& params);

/// The whole picture, the empty one, then `coalitions` pairwise, from streams.masks().
/// Precondition: `coalitions` is even, and there are two cells or more.
CopyDesign shap_design(std::size_t cells, std::int64_t coalitions, const ExplanationStreams& streams);

}  // namespace xil
