#include "framework/data/weld/weld_scene.h"

#include <cmath>
#include <numbers>

namespace xil {
namespace {

constexpr float kDegree = std::numbers::pi_v<float> / 180;

/// Copies of the stream (render seed, Render, item): one for each independent aspect of a picture.
enum SceneStream : std::uint32_t { kNoise, kBead, kPlate, kLight };

Rng stream(std::uint64_t seed, ItemId item, SceneStream aspect) {
  return Rng(seed, {Purpose::Render, 0, item, aspect});
}

void draw_bead(WeldScene& scene, Rng rng) {
  const float angle = draw(rng, -18, 18) * kDegree;
  scene.cos_angle = std::cos(angle);
  scene.sin_angle = std::sin(angle);
  scene.offset = draw(rng, -0.1, 0.1);
  scene.curvature = draw(rng, -0.22, 0.22);
  scene.waviness = draw(rng, 0.004, 0.014);
  scene.width = draw(rng, 0.15, 0.21);
  scene.width_variation = draw(rng, 0.02, 0.07);
  scene.crown = scene.width * draw(rng, 0.32, 0.5);
  scene.direction = rng.bernoulli(0.5) ? 1.0f : -1.0f;
  scene.ripple_length = draw(rng, 0.062, 0.092);
  scene.ripple_height = scene.ripple_length * draw(rng, 0.12, 0.2);
  scene.ripple_jitter = draw(rng, 0.05, 0.16);
  scene.chevron = draw(rng, 0.6, 1.05);
  scene.silica = draw(rng, 0.0, 0.5);
  scene.bead = Rgb{0.60f, 0.59f, 0.58f} * draw(rng, 0.85, 1.1);
  const float warmth = draw(rng, -0.04, 0.05);
  scene.bead = scene.bead * Rgb{1 + warmth, 1, 1 - warmth};
}

void draw_plate(WeldScene& scene, Rng rng) {
  scene.brushed = rng.bernoulli(0.5);
  const float grain = draw(rng, 0, 180) * kDegree;
  scene.grain_cos = std::cos(grain);
  scene.grain_sin = std::sin(grain);
  scene.grain_strength = draw(rng, 0.5, 1.0);
  scene.stains = draw(rng, 0.0, 0.6);
  const Rgb tone = scene.brushed ? Rgb{0.57f, 0.575f, 0.58f} : Rgb{0.27f, 0.285f, 0.315f};
  scene.plate = tone * draw(rng, 0.85, 1.15);
  scene.lower_plate = draw(rng, 0.78, 1.22);
  scene.tint = draw(rng, 0.2, 0.75);
  scene.tint_width = draw(rng, 0.07, 0.16);
  scene.soot = draw(rng, 0.1, 0.5);
}

void draw_light(WeldScene& scene, Rng rng) {
  const float azimuth = draw(rng, 0, 360) * kDegree;
  const float elevation = draw(rng, 38, 62) * kDegree;
  scene.light = {std::cos(elevation) * std::cos(azimuth), std::cos(elevation) * std::sin(azimuth), std::sin(elevation)};
  scene.ambient = draw(rng, 0.32, 0.48);
  scene.diffuse = draw(rng, 0.65, 0.85);
  scene.gloss = draw(rng, 0.35, 0.8);
  scene.glare = {draw(rng, -0.2, 1.2), draw(rng, -0.2, 1.2)};
  scene.glare_strength = draw(rng, 0.0, 0.28);
  scene.gradient = {draw(rng, -0.3, 0.3), draw(rng, -0.3, 0.3)};
  scene.exposure = draw(rng, 0.88, 1.12);
  const float warmth = draw(rng, -0.04, 0.06);
  scene.white_balance = {1 + warmth, 1, 1 - warmth};
}

}  // namespace

WeldScene::WeldScene(std::uint64_t render_seed, ItemId item) : noise(stream(render_seed, item, kNoise)) {
  draw_bead(*this, stream(render_seed, item, kBead));
  draw_plate(*this, stream(render_seed, item, kPlate));
  draw_light(*this, stream(render_seed, item, kLight));
}

BeadPoint WeldScene::along_bead(float x, float y) const {
  const float dx = x - 0.5f;
  const float dy = y - 0.5f - offset;
  const float s = cos_angle * dx + sin_angle * dy;
  const float t = cos_angle * dy - sin_angle * dx;
  return {s, t - curvature * s * s - waviness * noise.at(4 * s, 40.5f)};
}

std::array<float, 2> WeldScene::in_picture(BeadPoint point) const {
  const float t = point.t + curvature * point.s * point.s;
  return {0.5f + cos_angle * point.s - sin_angle * t, 0.5f + offset + sin_angle * point.s + cos_angle * t};
}

float WeldScene::half_width(BeadPoint point) const {
  const float side = point.t < 0 ? 30.5f : 50.5f;
  return width * (1 + width_variation * noise.fractal(5 * point.s, side, 2));
}

}  // namespace xil
