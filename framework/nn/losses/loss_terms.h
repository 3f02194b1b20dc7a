#pragma once

#include <cstdint>
#include <vector>

#include "framework/core/interfaces/region_loss.h"
#include "framework/nn/networks/network.h"

// How a region loss comes to a term: a strategy plans a PlannedLoss, a kind and a weight (strategies/strategy.h). The
// loop adds the region of the expert's answer that the kind reads (LossRegion), which makes it a RegionLoss of the
// labelled item (framework/core/interfaces/region_loss.h). LabelledImages::add() packs the region beside the pictures
// and keeps its place, a LabelledImages::Loss. The Trainer collects the rows of a batch that have losses of one kind
// and weight, as LossRows, and adds weight / batch_size times the LossTerm of that kind, or the limit of
// TrainingGuide::clips where that is less.
namespace xil {

/// The rows of a batch to which one kind of region loss applies, as the network read them.
/// Precondition: all tensors outlive the call.
struct LossRows {
  const Network& network;
  const at::Tensor& x;             ///< [n, channels, height, width] as normalised() makes it, with gradients
  const LayerActivations& layers;  ///< Network::layer_activations(x)
  const at::Tensor& features;      ///< [n, width], computed from x, nothing dropped
  const at::Tensor& dropout;       ///< factors of the features, [n, width]; undefined: none is dropped
  const at::Tensor& logits;        ///< [n, classes], computed from the features times the factors
  const at::Tensor& labels;        ///< [n], as the expert gave them
  const at::Tensor& regions;       ///< [n, 1, height, width], 1 inside
  std::int64_t batch = 0;          ///< rows of the whole batch, with those that have no such loss
};

/// The sum over the rows of the term, a scalar that is differentiable with respect to the network's parameters. Rows do
/// not depend on each other.
using LossTerm = at::Tensor (*)(const LossRows& rows);

/// The term of a kind of region loss.
LossTerm loss_term(RegionLossKind kind);

}  // namespace xil
