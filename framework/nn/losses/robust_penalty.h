#pragma once

#include "framework/nn/losses/loss_terms.h"

namespace xil {

/// R4 (Right for the Right Reasons robustly; TMLR 2025): bounds l <= d(cross entropy)/dx <= u that hold while the
/// pixels of the wrong region m change by at most half of the pixels' range. The term is the sum over rows of the mean
/// over the values of x of |l| m + |u| m.
///
/// The bounds are those of interval arithmetic (Gowal et al. 2018; Wicker et al. 2023), step by step forward, through
/// the softmax, and backward. ReLU's slope lies between whether its input must and may be positive; a pixel's slope in
/// max pooling between whether it must and may be the largest of its window. Nothing is dropped.
/// Precondition: the network is a chain.
at::Tensor robust_penalty(const LossRows& rows);

}  // namespace xil
