#pragma once

#include "framework/nn/losses/loss_terms.h"

namespace xil {

/// Right for the right reasons (Ross, Hughes and Doshi-Velez, IJCAI 2017, equation 1): the sum over the rows i and the
/// values of x of (A_i * d/dx_i sum_k log p_k(x_i))^2, differentiable with respect to the network's parameters. A, the
/// row's region, is 1 where the score must not depend on the pixel. A scalar.
at::Tensor gradient_penalty(const LossRows& rows);

}  // namespace xil
