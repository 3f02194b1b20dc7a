#pragma once

namespace at {
class Tensor;
}

namespace xil {

/// Right for the right reasons (Ross, Hughes and Doshi-Velez, IJCAI 2017, equation 1): the sum over
/// the rows i and the values of x of (A_i * d/dx_i sum_k log p_k(x_i))^2, differentiable with
/// respect to the network's parameters. `x`: [n, channels, height, width] as the network read it,
/// requiring gradients; `logits` [n, classes] computed from it; `regions` [n, 1, height, width]: A,
/// 1 where the score must not depend on the pixel. A scalar.
at::Tensor gradient_penalty(const at::Tensor& x, const at::Tensor& logits, const at::Tensor& regions);

}  // namespace xil
