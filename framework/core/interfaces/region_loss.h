#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "framework/core/base/enum_names.h"
#include "framework/core/numeric/image.h"

// Corrections by a term of the loss: which kinds there are, and one such correction. The terms themselves are in
// framework/nn/training.
namespace xil {

enum class RegionLossKind : std::uint8_t { Rrr };

/// The region of an item that a loss reads.
enum class LossRegion : std::uint8_t {
  Wrong,  ///< where the model must not look
  Right   ///< where it should look: the marked defect
};

/// The properties of a kind of region loss.
struct RegionLossInfo {
  std::string_view name;
  LossRegion region = LossRegion::Wrong;
  double extra_passes = 0;  ///< passes per update on top of the forward and the backward one, in forward passes
  bool needs_spatial_layer = false;  ///< reads the network's spatial layer, so that models without one are refused
};

/// By RegionLossKind. To add a kind, add it here and to the table in framework/nn/training/loss_terms.cpp.
inline constexpr std::array kRegionLosses = {
    // Squared input gradient in the wrong region: right for the right reasons (Ross et al. 2017). It differentiates the
    // gradient as well, so that it takes twice the passes.
    RegionLossInfo{"rrr", LossRegion::Wrong, 3},
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

}  // namespace xil
