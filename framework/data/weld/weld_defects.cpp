#include "framework/data/weld/weld_defects.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/core/base/error.h"

namespace xil {
namespace {

constexpr std::uint32_t kDefectStream = 8;
/// How far rims and softened edges reach beyond a stroke, in sides of the picture.
constexpr float kEdge = 0.03f;

}  // namespace

DefectType defect_type(std::string_view name) {
  if (name == "irregular_scales") return DefectType::IrregularScales;
  if (name == "crack") return DefectType::Crack;
  if (name == "binding_error") return DefectType::BindingError;
  require(name == "pores", "unknown weld defect '{}'", name);
  return DefectType::Pores;
}

WeldDefect::WeldDefect(DefectType type, const WeldScene& scene, double contrast, std::uint64_t render_seed, ItemId item)
    : type_(type), contrast_(static_cast<float>(contrast)), noise_(&scene.noise) {
  Rng rng(render_seed, {Purpose::Render, 0, item, kDefectStream});
  middle_ = draw(rng, -0.26, 0.26);
  half_length_ = draw(rng, 0.15, 0.24);
  side_ = rng.bernoulli(0.5) ? 1.0f : -1.0f;
  depth_ = draw(rng, 0.8, 1.0);
  skew_ = side_ * draw(rng, 0.2, 0.7);
  reach_ = half_length_;
  if (type_ == DefectType::Crack) draw_crack(scene, rng);
  if (type_ == DefectType::Pores) draw_pores(scene, rng);
  for (const Stroke& stroke : strokes_) {
    const float end = std::max(std::abs(stroke.from.s - middle_), std::abs(stroke.to.s - middle_));
    reach_ = std::max(reach_, end + stroke.radius + kEdge);
  }
}

/// A jagged line, along the bead or slantwise through it, with a branch or two.
void WeldDefect::draw_crack(const WeldScene& scene, Rng& rng) {
  const bool along = rng.bernoulli(0.65);
  if (along) middle_ *= 0.5f;
  const float radius = draw(rng, 0.014, 0.020);
  const float reach = along ? draw(rng, 0.2, 0.3) : draw(rng, 0.75, 0.95) * scene.width;
  const int steps = along ? 18 : 12;
  const float slant = draw(rng, -0.35, 0.35);
  const float start = along ? 0.5f * draw(rng, -1, 1) * scene.width : 0.0f;
  const float row = draw(rng, 0, 64);
  BeadPoint last{};
  for (int step = 0; step <= steps; ++step) {
    const float share = 2 * static_cast<float>(step) / static_cast<float>(steps) - 1;
    const float run = reach * share;
    const float bend = 0.05f * scene.noise.fractal(9 * run, row, 2) + draw(rng, -0.011, 0.011);
    const BeadPoint next = along ? BeadPoint{middle_ + run, start + 0.3f * slant * run + bend}
                                 : BeadPoint{middle_ + slant * run + bend, run};
    const float taper = 1 - 0.65f * share * share;
    if (step > 0) strokes_.push_back({last, next, radius * taper});
    if (step > 2 && step + 2 < steps && rng.bernoulli(0.14)) {
      const BeadPoint twig{next.s + draw(rng, -0.05, 0.05), next.t + draw(rng, -0.06, 0.06)};
      strokes_.push_back({next, twig, 0.55f * radius});
    }
    last = next;
  }
}

/// A loose cluster or row of gas pores.
void WeldDefect::draw_pores(const WeldScene& scene, Rng& rng) {
  const auto count = static_cast<int>(6 + rng.below(6));
  const float spread = draw(rng, 0.09, 0.2);
  const bool row = rng.bernoulli(0.4);
  const float line = 0.5f * draw(rng, -1, 1);
  for (int pore = 0; pore < count; ++pore) {
    const float s = middle_ + spread * draw(rng, -1, 1);
    const float across = row ? line + 0.15f * draw(rng, -1, 1) : 0.7f * draw(rng, -1, 1);
    const BeadPoint centre{s, scene.width * across};
    strokes_.push_back({centre, centre, draw(rng, 0.018, 0.036)});
  }
}

float WeldDefect::window(float s) const {
  return 1 - smoothstep(0.55f * half_length_, half_length_, std::abs(s - middle_));
}

float WeldDefect::disorder(BeadPoint point) const {
  return type_ == DefectType::IrregularScales ? contrast_ * window(point.s) : 0.0f;
}

float WeldDefect::narrowing(BeadPoint point) const {
  if (type_ != DefectType::BindingError || point.t * side_ < 0) return 0;
  const float ragged = 0.32f + 0.14f * noise_->fractal(13 * point.s, 2.5f, 2);
  return std::clamp(contrast_ * ragged * depth_, 0.0f, 0.6f) * window(point.s);
}

float WeldDefect::distance(BeadPoint point) const {
  float nearest = std::numeric_limits<float>::max();
  for (const Stroke& stroke : strokes_) {
    const float along_s = stroke.to.s - stroke.from.s;
    const float along_t = stroke.to.t - stroke.from.t;
    const float s = point.s - stroke.from.s;
    const float t = point.t - stroke.from.t;
    const float squared = along_s * along_s + along_t * along_t;
    const float share = squared > 0 ? std::clamp((s * along_s + t * along_t) / squared, 0.0f, 1.0f) : 0.0f;
    const float ds = s - share * along_s;
    const float dt = t - share * along_t;
    nearest = std::min(nearest, std::sqrt(ds * ds + dt * dt) - stroke.radius);
  }
  return nearest;
}

Hollow WeldDefect::hollow(BeadPoint point, float half_width) const {
  const float strength = std::min(1.0f, contrast_) * depth_;
  if (type_ == DefectType::BindingError) {
    if (point.t * side_ < 0) return {};
    const float open = window(point.s);
    const float gap = (std::abs(point.t) - half_width) / (0.004f + 0.026f * open);
    const float groove = smoothstep(-0.35f, 0.1f, gap) * (1 - smoothstep(0.5f, 1.3f, gap));
    return {strength * groove * smoothstep(0.0f, 0.35f, open), 0};
  }
  if (strokes_.empty()) return {};
  const float away = distance(point) + 0.006f * noise_->at(45 * point.s, 45 * point.t);
  const float depth = strength * (1 - smoothstep(-0.008f, 0.004f, away));
  if (type_ == DefectType::Crack || std::abs(point.t) > half_width) return {depth, 0};
  return {depth, strength * (1 - smoothstep(0.2f, 1.0f, std::abs(away / 0.012f - 0.5f)))};
}

}  // namespace xil
