#include "framework/nn/losses/loss_terms.h"

#include <ATen/ATen.h>

#include "framework/nn/losses/decomposition_penalty.h"
#include "framework/nn/losses/grad_cam_losses.h"
#include "framework/nn/losses/gradient_penalty.h"
#include "framework/nn/losses/influence_penalty.h"
#include "framework/nn/losses/robust_penalty.h"

namespace xil {
namespace {

/// By RegionLossKind: forgetting one does not compile. To add a term, write its .h/.cpp pair, name it in CMakeLists.txt
/// and add it here.
constexpr LossTerm kTerms[] = {
    gradient_penalty, influence_penalty, grad_cam_penalty, grad_cam_alignment, decomposition_penalty, robust_penalty,
};
static_assert(std::size(kTerms) == kRegionLosses.size(), "every region loss of core has its term here");

}  // namespace

LossTerm loss_term(RegionLossKind kind) { return kTerms[static_cast<std::size_t>(kind)]; }

}  // namespace xil
