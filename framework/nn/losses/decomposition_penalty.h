#pragma once

#include "framework/nn/losses/loss_terms.h"

namespace xil {

/// CDEP (Rieger et al., ICML 2020): contextual decomposition (Singh et al., ICLR 2019) splits what each step of the
/// network gives into the part of the wrong region (the picture as the network reads it, times A) and the rest. The
/// term is the sum over rows of the mean over classes of softmax(relevant, irrelevant)_0, between 0 and 1.
///
/// Convolutions and linear layers split their bias in proportion to the parts' sizes, ReLU gives the relevant part
/// what it would give it alone, and max pooling takes both parts where the sum is largest. The network is read as in
/// evaluation: nothing is dropped.
/// Precondition: the network is a chain.
at::Tensor decomposition_penalty(const LossRows& rows);

}  // namespace xil
