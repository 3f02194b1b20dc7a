#pragma once

#include <cmath>
#include <string_view>
#include <vector>

#include "framework/data/weld/weld_scene.h"

namespace xil {

enum class DefectType : std::uint8_t { IrregularScales, Crack, BindingError, Pores };

/// The type that a name in WeldSeamsParams::defects stands for.
/// Precondition: the name is known.
DefectType defect_type(std::string_view name);

/// A dark hole in the surface: depth is 1 at its bottom; rim is 1 on the ridge of the metal heaped up around it.
struct Hollow {
  float depth = 0, rim = 0;
};

/// A defect of one bead, drawn from the item's random stream, and its effects on ripples, toe and surface.
class WeldDefect {
 public:
  WeldDefect(DefectType type, const WeldScene& scene, double contrast, std::uint64_t render_seed, ItemId item);

  /// Where the ripples go out of step: 1 in the middle of the disturbed stretch, 0 outside.
  float disorder(BeadPoint point) const;
  /// How far the disturbed scales lie askew: displacement along the bead per distance across it.
  float skew() const { return skew_; }
  /// Whether the defect may change anything at this place; false means that it certainly does not.
  bool reaches(BeadPoint point) const { return std::abs(point.s - middle_) < reach_; }
  /// Share of the half width that is missing at the toe.
  float narrowing(BeadPoint point) const;
  /// `half_width` is the half width after narrowing.
  Hollow hollow(BeadPoint point, float half_width) const;

 private:
  /// A stroke (crack) or, where both ends are the same, a disc (pore).
  struct Stroke {
    BeadPoint from, to;
    float radius;
  };

  void draw_crack(const WeldScene& scene, Rng& rng);
  void draw_pores(const WeldScene& scene, Rng& rng);
  /// Distance to the nearest stroke's rim: negative inside.
  float distance(BeadPoint point) const;
  float window(float s) const;

  DefectType type_;
  float contrast_;
  const Noise* noise_;  ///< the scene's, which outlives the defect
  float middle_ = 0, half_length_ = 0;
  float side_ = 1;
  float depth_ = 0, skew_ = 0;
  float reach_ = 0;  ///< half the length of the stretch that the defect affects
  std::vector<Stroke> strokes_;
};

}  // namespace xil
