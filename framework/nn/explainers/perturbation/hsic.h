#pragma once

#include <memory>
#include <span>
#include <vector>

#include "framework/nn/explainers/explainer.h"
#include "framework/nn/explainers/perturbation/parts.h"

namespace xil {

/// HSIC attribution (Novello et al., NeurIPS 2022) over the cells of a grid: the Hilbert-Schmidt independence criterion
/// of a cell's being visible and the value. It says how far the value depends on the cell, not in which direction.
/// Precondition: `params` are HsicParams.
std::unique_ptr<Explainer> make_hsic(const ExplainerParams& params);

/// The unbiased estimate (Song et al., JMLR 13, 2012, equation 5), per part: 0 in the mean where the scores do not
/// depend on it, and 0 where all scores are equal. Kernel of a part: 1 if both copies show or both hide it, else 0;
/// every other kernel of two values gives a multiple of it. Kernel of the scores: exp(-(y - y')^2 / (2 m^2)), m the
/// median of the differences |y - y'| that are not 0. Precondition: there are as many scores as copies, at least 4.
std::vector<double> hsic_of_parts(const CopyDesign& design, std::span<const double> scores);

}  // namespace xil
