#pragma once

#include <cstdint>
#include <functional>

#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/image.h"
#include "framework/core/numeric/rng.h"
#include "framework/nn/explainers/saliency.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// Which masks an image is seen through.
struct MaskPlan {
  std::int64_t masks = 0;
  double p = 0.5;   ///< probability that a cell is visible
  Rng mask_stream;  ///< of MaskSource
  Rng fill_stream;  ///< of the colours of `fill: colour`, one per mask
};

/// Says of all masks up to the end of a block of stop_block() whether they are enough.
using IsEnough = std::function<bool(const ScoredMasks&)>;

/// Rows of a forward pass: about as many as are wished, but never more, so that passes of one size end where a block of
/// masks does, or, where `masks` are not whole blocks, where they all do, and hardly a row is padding.
std::int64_t even_passes(std::int64_t wished, std::int64_t masks, std::int64_t block);
/// The same for blocks of stop_block(). Wished are `params.batch` on a CUDA device and kBlock on the CPU: nothing is
/// faster there, and, since OpenBLAS rounds differently for different numbers of rows, scores are the same to the last
/// bit whatever `batch` is.
std::int64_t rows_of_pass(const Network& network, const RiseParams& params, std::int64_t masks);

/// What rise and invrise rest on: the probability of `target` on `plan.masks` masked copies of the image, hidden pixels
/// filled in pixel space; fewer where `is_enough` ends it, which is asked from the second block on. Masks come from
/// MaskSource in order; mask k is always row k modulo rows_of_pass(), and no more than the rows of one pass are in
/// memory as pictures. Of `params` only grid, fill, sampling, stop and batch are read.
ScoredMasks score_masked_copies(const Network& network, const Image& image, int target, const RiseParams& params,
                                const MaskPlan& plan, const IsEnough& is_enough = {});

}  // namespace xil
