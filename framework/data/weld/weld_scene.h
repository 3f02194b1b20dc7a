#pragma once

#include <cstdint>

#include "framework/core/interfaces/dataset.h"
#include "framework/data/weld/weld_texture.h"

namespace xil {

/// A place in the coordinates of the bead: s runs along its centre line, t across it. Lengths are in sides of the
/// picture.
struct BeadPoint {
  float s = 0, t = 0;
};

/// Everything that determines a weld picture except its defect and its mark. Lengths are in sides of the picture, so
/// that the same item looks alike at every size.
struct WeldScene {
  WeldScene(std::uint64_t render_seed, ItemId item);

  /// (x, y) in [0, 1], y downwards.
  BeadPoint along_bead(float x, float y) const;
  /// The inverse of along_bead(), without the waviness of the centre line.
  std::array<float, 2> in_picture(BeadPoint point) const;
  /// Distance from the centre line to the toe on the side of t's sign.
  float half_width(BeadPoint point) const;

  Noise noise;

  float cos_angle, sin_angle;
  float offset;     ///< distance of the bead's middle from the picture's middle, downwards
  float curvature;  ///< t of the centre line per s squared
  float waviness;
  float width;  ///< mean half width of the bead
  float width_variation;
  float crown;      ///< height of the bead in the middle
  float direction;  ///< +1 or -1: which way the torch went
  float ripple_length, ripple_height, ripple_jitter;
  float chevron;  ///< how far a ripple's middle lags behind its ends, in half widths
  float silica;   ///< share of glassy brown islands on the bead

  bool brushed;
  float grain_cos, grain_sin;
  float grain_strength;
  float stains;
  Rgb plate;
  float lower_plate;  ///< brightness of the plate below the bead relative to the one above
  Rgb bead;

  float tint;        ///< strength of the temper colours
  float tint_width;  ///< distance from the toe to which the last temper colour reaches
  float soot;

  std::array<float, 3> light;  ///< unit vector towards the lamp; z towards the camera
  float ambient, diffuse, gloss;
  std::array<float, 2> glare;  ///< where the plate reflects the lamp
  float glare_strength;
  std::array<float, 2> gradient;
  float exposure;
  Rgb white_balance;
};

}  // namespace xil
