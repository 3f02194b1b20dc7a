#pragma once

#include <vector>

#include "framework/nn/losses/loss_terms.h"

namespace xil {

// Gradients with respect to the pictures, for terms that are differentiated once more: written out for the steps of a
// chain. Differentiating a backward pass of LibTorch gives the same, but the second derivatives of its convolutions,
// and gradients of pictures with few channels, take several times as long.

/// A step of a chain with what it read and gave.
struct PassedStep {
  const ChainStep& step;
  const Parameters& tensors;
  const at::Tensor &before, &after;
  const at::Tensor* places;  ///< those that max pooling chose; null: the step is no layer of features()
};

/// The gradient with respect to what the step read, from that with respect to what it gave. It can be differentiated
/// once, with respect to `gradient` and the weights.
at::Tensor gradient_before(const PassedStep& passed, const at::Tensor& gradient);

/// The steps of rows whose network is a chain, from the pictures on. The last one reads the features without dropout.
std::vector<PassedStep> passed_steps(const LossRows& rows);

/// d/dx sum_k log p_k of each row, [n, channels, height, width]; it can be differentiated with respect to the weights.
at::Tensor score_gradient(const LossRows& rows);
/// d `value`/dx by backward passes, for every network. Refuses one that lets no gradients through to its pictures.
at::Tensor picture_gradient(const LossRows& rows, const at::Tensor& value);

}  // namespace xil
