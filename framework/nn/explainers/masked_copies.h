#pragma once

#include <cstdint>
#include <functional>

#include "framework/core/catalogue/tables.h"
#include "framework/core/numeric/image.h"
#include "framework/core/numeric/rng.h"
#include "framework/nn/explainers/saliency.h"
#include "framework/nn/networks/network.h"

namespace xil {

/// The masks through which an image is seen.
struct MaskPlan {
  std::int64_t masks = 0;
  double p = 0.5;   ///< probability that a cell is visible
  Rng mask_stream;  ///< random stream of MaskSource
  Rng fill_stream;  ///< random stream of the colours of `fill: colour`, one per mask
};

/// Called after each block of stop_block() with all masks so far: whether they are enough.
using IsEnough = std::function<bool(const ScoredMasks&)>;

/// The number of rows of a forward pass: about `wished`, never more. It is chosen so that passes of equal size end
/// where a block of masks ends, or, if `masks` are not whole blocks, where all masks end, with hardly any padded rows.
std::int64_t even_passes(std::int64_t wished, std::int64_t masks, std::int64_t block);
/// The same for blocks of stop_block(). The wish is `params.batch` on a CUDA device and kBlock on the CPU. No other
/// number is faster on the CPU, and since OpenBLAS rounds differently for different numbers of rows, the scores are
/// then the same to the last bit whatever `batch` is.
std::int64_t rows_of_pass(const Network& network, const RiseParams& params, std::int64_t masks);

/// The basis of rise and invrise: the probability of `target` on `plan.masks` masked copies of the image, whose hidden
/// pixels are filled in pixel space. There are fewer copies if `is_enough`, which is asked from the second block on,
/// ends the drawing. Masks come from MaskSource in order. Mask k is always row k modulo rows_of_pass(), and at most the
/// rows of one pass are in memory as pictures. Of `params` only grid, fill, sampling, stop, batch and precision are
/// read.
ScoredMasks score_masked_copies(const Network& network, const Image& image, int target, const RiseParams& params,
                                const MaskPlan& plan, const IsEnough& is_enough = {});

}  // namespace xil
