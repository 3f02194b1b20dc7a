#include "framework/nn/losses/gradient_penalty.h"

#include <ATen/ATen.h>

#include "framework/nn/losses/chain_gradient.h"

namespace xil {

at::Tensor gradient_penalty(const LossRows& rows) {
  return score_gradient(rows).mul(rows.regions.to(at::kFloat)).square().sum();
}

}  // namespace xil
