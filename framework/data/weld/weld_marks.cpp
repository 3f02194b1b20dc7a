#include "framework/data/weld/weld_marks.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace xil {
namespace {

/// A mark in its own coordinates: u along it, v across, in sides of the picture.
struct Mark {
  MarkKind kind = MarkKind::Chalk;
  float x = 0, y = 0;  ///< its middle
  float cos_angle = 1, sin_angle = 0;
  float half_length = 0, half_width = 0;
  float bend = 0;   ///< of a chalk stroke
  float grain = 0;  ///< where in the noise its texture comes from
  Rgb colour;
};

constexpr float kCovered = 0.25f;  ///< a pixel belongs to the mark from this opacity on
constexpr int kAttempts = 60;
constexpr int kSamples = 3;

void draw_looks(Mark& mark, Rng& rng) {
  mark.grain = draw(rng, 0, 64);
  const float shade = draw(rng, 0.0, 1.0);
  const float size = draw(rng, 0.0, 1.0);
  switch (mark.kind) {
    case MarkKind::Chalk:
      mark.half_length = 0.20f + 0.06f * size;
      mark.half_width = 0.052f + 0.012f * draw(rng, 0, 1);
      mark.bend = draw(rng, -0.03, 0.03);
      mark.colour = {0.95f, 0.95f, 0.92f};
      return;
    case MarkKind::Marker:
      mark.half_width = 0.105f + 0.02f * size;
      mark.half_length = mark.half_width * draw(rng, 1.0, 1.25);
      mark.colour = mix({0.02f, 0.08f, 0.72f}, {0.08f, 0.22f, 0.90f}, shade);
      return;
  }
}

/// Opacity at (x, y) in [0, 1].
float opacity(const Mark& mark, const Noise& noise, float x, float y) {
  const float dx = x - mark.x;
  const float dy = y - mark.y;
  const float u = (mark.cos_angle * dx + mark.sin_angle * dy) / mark.half_length;
  const float across = mark.cos_angle * dy - mark.sin_angle * dx;
  const float v = (across - mark.bend * (2 * u * u - 1)) / mark.half_width;
  const float ragged = noise.at(mark.grain + 18 * x, mark.grain + 18 * y);
  if (mark.kind == MarkKind::Chalk) {
    const float end = std::max(0.0f, std::abs(u) - 0.75f) / 0.25f;
    const float edge = std::sqrt(v * v + end * end) + 0.14f * ragged;
    const float streaks = 0.88f + 0.22f * noise.fractal(mark.grain + 5 * u, 4 * v, 2);
    return (1 - smoothstep(0.8f, 1.0f, edge)) * std::clamp(streaks, 0.55f, 1.0f);
  }
  const float radius = std::sqrt(u * u + v * v);
  return (0.86f + 0.08f * ragged) * (1 - smoothstep(0.9f, 1.0f, radius + 0.08f * ragged));
}

/// How much of the mark would lie on the bead or outside the picture: the number of probe points that do.
int misplaced(const Mark& mark, const WeldScene& scene) {
  constexpr int kProbes = 8;
  int count = 0;
  for (int i = -kProbes; i <= kProbes; ++i) {
    for (int j = -kProbes / 2; j <= kProbes / 2; ++j) {
      const float u = mark.half_length * static_cast<float>(i) / kProbes;
      const float v = 2 * mark.half_width * static_cast<float>(j) / kProbes;
      const float x = mark.x + mark.cos_angle * u - mark.sin_angle * v;
      const float y = mark.y + mark.sin_angle * u + mark.cos_angle * v;
      const BeadPoint point = scene.along_bead(x, y);
      const bool inside = x >= 0 && x <= 1 && y >= 0 && y <= 1;
      if (!inside || std::abs(point.t) < 1.04f * scene.half_width(point)) ++count;
    }
  }
  return count;
}

/// Moves the mark to the first of many random places that lies beside the bead, or to the best of them.
void place(Mark& mark, const WeldScene& scene, Rng& rng) {
  Mark best = mark;
  int fewest = -1;
  for (int attempt = 0; attempt < kAttempts && fewest != 0; ++attempt) {
    mark.x = draw(rng, 0.08, 0.92);
    mark.y = draw(rng, 0.08, 0.92);
    const float angle = draw(rng, -0.5, 0.5) * std::numbers::pi_v<float>;
    mark.cos_angle = std::cos(angle);
    mark.sin_angle = std::sin(angle);
    const int bad = misplaced(mark, scene);
    if (fewest < 0 || bad < fewest) {
      fewest = bad;
      best = mark;
    }
  }
  mark = best;
}

/// Mean opacity over a pixel.
float coverage(const Mark& mark, const Noise& noise, int row, int column, int size) {
  float sum = 0;
  for (int i = 0; i < kSamples * kSamples; ++i) {
    const float x = static_cast<float>(column) + (static_cast<float>(i % kSamples) + 0.5f) / kSamples;
    const float y = static_cast<float>(row) + (static_cast<float>(i / kSamples) + 0.5f) / kSamples;
    sum += opacity(mark, noise, x / static_cast<float>(size), y / static_cast<float>(size));
  }
  return sum / (kSamples * kSamples);
}

}  // namespace

Region add_mark(Picture& picture, const WeldScene& scene, MarkKind kind, const Region* keep_clear, Rng& rng) {
  Mark mark;
  mark.kind = kind;
  draw_looks(mark, rng);
  place(mark, scene, rng);
  const int size = picture.width;
  const float reach = 1.3f * (mark.half_length + mark.half_width);
  Region region(size, size);
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; ++column) {
      const float dx = (static_cast<float>(column) + 0.5f) / static_cast<float>(size) - mark.x;
      const float dy = (static_cast<float>(row) + 0.5f) / static_cast<float>(size) - mark.y;
      if (dx * dx + dy * dy > reach * reach) continue;
      if (keep_clear != nullptr && keep_clear->at(row, column) != 0) continue;
      const float share = coverage(mark, scene.noise, row, column, size);
      if (share < kCovered) continue;
      Rgb& pixel = picture.at(row, column);
      pixel = mix(pixel, mark.colour, share);
      region.at(row, column) = 1;
    }
  }
  return region;
}

}  // namespace xil
