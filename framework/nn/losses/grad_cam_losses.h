#pragma once

#include "framework/nn/losses/loss_terms.h"

namespace xil {

// Losses on Grad-CAM (Selvaraju et al., ICCV 2017) at the network's spatial layer: the activations' sum over channels,
// weighted by the mean over cells of d logit(class) / d activation. As the typology (Friedrich et al. 2023) computes
// it, nothing is cut off at 0, and each map is scaled to 0 ... 1: less its smallest value, over the largest of what
// then is there plus 1e-6. Regions become the share of each cell that they cover. All is differentiated, the weights
// of the channels as well.

/// RRR-G: the sum over rows and cells of (A * map of the predicted class)^2, A the wrong region's share of the cell.
at::Tensor grad_cam_penalty(const LossRows& rows);

/// HINT in the typology's form: the sum over rows of the mean over cells of (map of the label's class - M)^2, M the
/// right region's share of the cell.
at::Tensor grad_cam_alignment(const LossRows& rows);

}  // namespace xil
