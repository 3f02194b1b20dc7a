#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>

#include "framework/core/base/enum_names.h"
#include "framework/core/numeric/image.h"

// Corrections by a term of the loss: which kinds there are, and one such correction. The terms themselves are in
// framework/nn/losses.
namespace xil {

enum class RegionLossKind : std::uint8_t { Rrr, Rbr, RrrG, Hint, Cdep, R4 };

/// The region of an item that a loss reads.
enum class LossRegion : std::uint8_t {
  Wrong,  ///< where the model must not look
  Right   ///< where it should look: the marked defect
};

/// What a region loss needs of the network besides gradients.
enum class LossNeeds : std::uint8_t {
  Gradients,
  SpatialLayer,  ///< Network::has_spatial_layer()
  PlainChain     ///< Network::chain()
};

/// The properties of a kind of region loss.
struct RegionLossInfo {
  std::string_view name;
  LossRegion region = LossRegion::Wrong;
  double extra_passes = 0;  ///< work per update on top of the forward and the backward pass, in forward passes
  LossNeeds needs = LossNeeds::Gradients;  ///< models without it are refused
};

/// By RegionLossKind. To add a kind, add it here and to the table in framework/nn/losses/loss_terms.cpp.
inline constexpr std::array kRegionLosses = {
    // Squared input gradient in the wrong region: right for the right reasons (Ross et al. 2017). It differentiates the
    // gradient as well, so that it takes twice the passes.
    RegionLossInfo{"rrr", LossRegion::Wrong, 3},
    // The same, times the input gradient of how the loss grows with the weights (Shao et al. 2021).
    RegionLossInfo{"rbr", LossRegion::Wrong, 12},
    // Squared Grad-CAM of the predicted class in the wrong region.
    RegionLossInfo{"rrr_g", LossRegion::Wrong, 0.5, LossNeeds::SpatialLayer},
    // Squared difference of the label's Grad-CAM and the right region (Selvaraju et al. 2019).
    RegionLossInfo{"hint", LossRegion::Right, 0.5, LossNeeds::SpatialLayer},
    // The wrong region's share of the scores by contextual decomposition (Rieger et al. 2020).
    RegionLossInfo{"cdep", LossRegion::Wrong, 6, LossNeeds::PlainChain},
    // Bounds of the input gradient while the wrong region changes (R4, TMLR 2025).
    RegionLossInfo{"r4", LossRegion::Wrong, 12, LossNeeds::PlainChain},
};
constexpr const RegionLossInfo& region_loss_info(RegionLossKind kind) {
  return kRegionLosses[static_cast<std::size_t>(kind)];
}

template <>
struct EnumNames<RegionLossKind> {
  static constexpr auto names = [] {
    std::array<std::string_view, kRegionLosses.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = kRegionLosses[i].name;
    return all;
  }();
};

/// A term that training adds to an item's loss: `weight` times the term, averaged over the batch as the loss is.
struct RegionLoss {
  RegionLossKind kind = RegionLossKind::Rrr;
  double weight = 0;
  std::shared_ptr<const Region> region;  ///< height x width, shared by the labelled set and the log

  /// The columns of a stored loss; its region is packed.
  static void fields(auto&& f) {
    f("loss", &RegionLoss::kind, "which term");
    f("weight", &RegionLoss::weight, "of the term; NaN in files of earlier versions");
  }
};

/// The limit of a batch's weighted term by RegionLossKind; infinity: none. A term above it counts as the limit, which
/// is a constant, so that it teaches nothing in that update.
using LossClips = std::array<double, kRegionLosses.size()>;
constexpr LossClips no_loss_clips() {
  LossClips clips{};
  clips.fill(std::numeric_limits<double>::infinity());
  return clips;
}

}  // namespace xil
