#pragma once

#include "framework/nn/losses/loss_terms.h"

namespace xil {

/// Right for better reasons (Shao et al., AAAI 2021), with influence functions whose Hessian is left out, as the
/// typology (Friedrich et al. 2023) computes it: the sum over rows and values of x of
/// (A * d/dx (sum over the weights of dL/dw) * d/dx sum_k log p_k)^2, A the wrong region and L the mean cross entropy
/// of the whole batch, so that a row's part of the first factor is 1 / batch of its own.
///
/// The sum of dL/dw over all weights is how fast L grows when all weights grow alike: for a chain, one more forward
/// pass gives it, and one more backward pass its slope, in place of a backward pass that is differentiated twice.
at::Tensor influence_penalty(const LossRows& rows);

}  // namespace xil
