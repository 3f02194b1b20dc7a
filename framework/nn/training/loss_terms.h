#pragma once

#include "framework/core/interfaces/region_loss.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// The rows of a batch to which one kind of region loss applies, as the network read them. All tensors must outlive the
/// call.
struct LossRows {
  const Network& network;
  const at::Tensor& x;         ///< [n, channels, height, width] as normalised() makes it, requiring gradients
  const at::Tensor& features;  ///< [n, width], computed from x, nothing dropped
  const at::Tensor& logits;    ///< [n, classes], computed from the features
  const at::Tensor& labels;    ///< [n], as the expert gave them
  const at::Tensor& regions;   ///< [n, 1, height, width], 1 inside
};

/// The sum over the rows of the term, a scalar that is differentiable with respect to the network's parameters. Rows do
/// not depend on each other.
using LossTerm = at::Tensor (*)(const LossRows& rows);

/// The term of a kind of region loss.
LossTerm loss_term(RegionLossKind kind);

}  // namespace xil
