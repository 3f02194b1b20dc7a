#include "framework/data/weld/weld_surface.h"

#include <algorithm>
#include <cmath>

namespace xil {
namespace {

struct Stop {
  float at;
  Rgb colour;
};

/// Temper colours of steel from the toe outwards, from the hottest to the coolest.
constexpr std::array<Stop, 6> kTemper = {{{0.00f, {0.36f, 0.36f, 0.39f}},
                                          {0.16f, {0.42f, 0.46f, 0.54f}},
                                          {0.34f, {0.25f, 0.33f, 0.56f}},
                                          {0.52f, {0.42f, 0.31f, 0.45f}},
                                          {0.72f, {0.62f, 0.45f, 0.24f}},
                                          {1.00f, {0.74f, 0.66f, 0.44f}}}};

Rgb temper_colour(float x) {
  std::size_t next = 1;
  while (next + 1 < kTemper.size() && x > kTemper[next].at) ++next;
  const Stop& from = kTemper[next - 1];
  const Stop& to = kTemper[next];
  return mix(from.colour, to.colour, std::clamp((x - from.at) / (to.at - from.at), 0.0f, 1.0f));
}

/// The plate is either brushed, with fine parallel scratches, or covered with mill scale, dark and mottled with rusty
/// spots.
Rgb plate_colour(const WeldScene& scene, BeadPoint point) {
  const auto [x, y] = scene.in_picture(point);
  const Noise& noise = scene.noise;
  const float u = scene.grain_cos * x + scene.grain_sin * y;
  const float v = scene.grain_cos * y - scene.grain_sin * x;
  const float blotch = noise.fractal(5 * x + 9, 5 * y + 3, 3);
  Rgb colour = scene.plate * (point.t > 0 ? scene.lower_plate : 1.0f);
  if (scene.brushed) {
    const float lines =
        noise.at(3 * u, 55 * v) + 0.9f * noise.at(5 * u + 7, 140 * v) + 0.6f * noise.at(2 * u + 3, 21 * v);
    colour = colour * (1 + 0.1f * scene.grain_strength * lines + 0.05f * blotch);
    return mix(colour, {0.45f, 0.40f, 0.34f}, 0.4f * scene.stains * smoothstep(0.4f, 1.2f, blotch));
  }
  const float scale = noise.fractal(16 * x, 16 * y, 3);
  colour = colour * (1 + 0.16f * scene.grain_strength * scale + 0.14f * blotch);
  const float bared = smoothstep(0.75f, 1.1f, noise.fractal(9 * x + 30, 9 * y + 30, 2));
  colour = mix(colour, {0.48f, 0.48f, 0.49f}, 0.55f * bared);
  const float rust = scene.stains * smoothstep(0.35f, 1.1f, noise.fractal(7 * x, 7 * y + 20, 3));
  return mix(colour, {0.42f, 0.27f, 0.17f}, 0.6f * rust);
}

/// The plate beside the bead, with temper colours, white soot, and the dark line where the toe wets the plate.
Rgb heat_affected(const WeldScene& scene, Rgb plate, BeadPoint point, float beyond) {
  constexpr float kSootReach = 0.2f;
  constexpr float kTintReach = 1.5f;  // in tint widths, including the variation of the colours
  beyond = std::max(0.0f, beyond);
  Rgb colour = plate;
  if (beyond < kTintReach * scene.tint_width) {
    const float wander = 0.16f * scene.noise.fractal(6 * point.s, 20 + 9 * point.t, 2);
    const float x = std::max(0.0f, beyond / scene.tint_width + wander);
    const float share = scene.tint * (1 - smoothstep(0.75f, 1.25f, x));
    const float light = (plate.r + plate.g + plate.b) / 1.6f;
    const Rgb tint = temper_colour(x) * std::min(1.25f, 0.55f + 0.55f * light);
    colour = mix(colour, tint, 0.85f * share);
  }
  if (beyond > kSootReach) return colour;
  const float patches = smoothstep(0.0f, 0.9f, 0.4f + scene.noise.fractal(4 * point.s, 11, 2));
  const float haze = patches * std::exp(-beyond / 0.035f);
  colour = mix(colour, {0.62f, 0.61f, 0.60f}, 0.7f * scene.soot * haze);
  return colour * (1 - 0.45f * std::exp(-beyond / 0.009f));
}

struct Ripple {
  float height;  ///< 0 in the crease between two scales, 1 on top of one
  float crease;  ///< 1 in the crease
};

/// Each scale is a frozen rim of the weld pool: a half ellipse whose middle lags behind.
Ripple ripple_at(const WeldScene& scene, BeadPoint point, float q, float disorder, float skew) {
  const Noise& noise = scene.noise;
  const float lag = scene.chevron * scene.width * std::sqrt(std::max(0.0f, 1 - q * q));
  float phase = (scene.direction * point.s + lag) / scene.ripple_length;
  phase += scene.ripple_jitter * (2 * noise.at(7 * point.s, 5.5f) + noise.at(10 * point.s, 60 + 14 * point.t));
  float height = 1;
  if (disorder > 0) {
    const float shift =
        0.055f * noise.at(8 * point.s + 20, 5 * point.t + 44) + 0.035f * noise.at(13 * point.s + 3, 11 * point.t + 31);
    phase += disorder * (shift + skew * point.t) / scene.ripple_length;
    height += disorder * (0.6f + 1.6f * noise.at(9 * point.s + 3, 9 * point.t + 9));
  }
  const float f = phase - std::floor(phase);
  const float skewed = f + 0.55f * f * (1 - f);  // steep on one side, like overlapping scales
  const float bump = 1 - (2 * skewed - 1) * (2 * skewed - 1);
  const float bare = 1 - bump;
  return {height * bump, bare * bare * bare};
}

/// The bead's own colour with dark creases and brown glassy islands of silica, and scorched where the gas shield
/// failed.
Rgb bead_colour(const WeldScene& scene, BeadPoint point, float q, float crease, float disorder) {
  const Noise& noise = scene.noise;
  const float mottle = noise.fractal(12 * point.s, 12 * point.t + 33, 3);
  Rgb colour = scene.bead * (1 + 0.07f * mottle);
  colour = colour * (1 - 0.45f * crease * (1 - 0.6f * q * q));
  const float island = smoothstep(0.62f, 0.85f, noise.at(11 * point.s + 40, 16 * point.t + 12));
  colour = mix(colour, {0.34f, 0.24f, 0.17f}, scene.silica * island);
  if (disorder > 0) {
    const float scorched = 0.5f + 0.5f * noise.fractal(10 * point.s + 5, 10 * point.t + 50, 2);
    colour = mix(colour, {0.21f, 0.18f, 0.16f}, std::min(1.0f, disorder) * (0.2f + 0.45f * scorched));
  }
  const float edge = q * q * q * q;
  return mix(colour, Rgb{0.33f, 0.34f, 0.38f}, 0.5f * edge * edge);
}

void hollow_out(Surface& surface, Hollow hollow) {
  surface.height += 0.003f * hollow.rim - 0.012f * hollow.depth;
  surface.colour = surface.colour * (1 + 0.1f * hollow.rim);
  surface.colour = mix(surface.colour, {0.06f, 0.055f, 0.05f}, 0.9f * hollow.depth);
  surface.gloss *= 1 - hollow.depth;
}

}  // namespace

Surface surface_at(const WeldScene& scene, const WeldDefect* defect, BeadPoint point) {
  if (defect != nullptr && !defect->reaches(point)) defect = nullptr;
  const float missing = defect != nullptr ? defect->narrowing(point) : 0;
  const float full_width = scene.half_width(point);
  const float half_width = full_width * (1 - missing);
  Surface surface;
  if (std::abs(point.t) > half_width) {
    surface.colour = heat_affected(scene, plate_colour(scene, point), point, std::abs(point.t) - full_width);
    surface.gloss = 0.12f;
    surface.plate = 1;
  } else {
    const float q = point.t / half_width;
    const float dome = 1 - q * q;
    const float disorder = defect != nullptr ? defect->disorder(point) : 0;
    const float skew = defect != nullptr ? defect->skew() : 0;
    const Ripple ripple = ripple_at(scene, point, q, disorder, skew);
    surface.height =
        scene.crown * dome * (1 + 0.25f * q * q) + scene.ripple_height * ripple.height * std::min(1.0f, 2.5f * dome);
    surface.colour = bead_colour(scene, point, q, ripple.crease, disorder);
    surface.gloss = 1 - 0.6f * ripple.crease;
  }
  if (defect != nullptr) hollow_out(surface, defect->hollow(point, half_width));
  return surface;
}

}  // namespace xil
