#pragma once

#include <algorithm>
#include <array>

#include "framework/core/numeric/image.h"
#include "framework/core/numeric/rng.h"

namespace xil {

/// Linear colour; 0 is black and 1 the brightest that the camera records.
struct Rgb {
  float r = 0, g = 0, b = 0;
};

inline Rgb operator+(Rgb a, Rgb b) { return {a.r + b.r, a.g + b.g, a.b + b.b}; }
inline Rgb operator*(Rgb a, Rgb b) { return {a.r * b.r, a.g * b.g, a.b * b.b}; }
inline Rgb operator*(Rgb a, float f) { return {a.r * f, a.g * f, a.b * f}; }
inline Rgb mix(Rgb a, Rgb b, float share) { return a * (1 - share) + b * share; }
inline Rgb grey(float value) { return {value, value, value}; }

/// A colour picture before the camera turns it into bytes.
using Picture = Plane<Rgb>;

/// 0 below `low`, 1 above `high`, a cubic in between.
inline float smoothstep(float low, float high, float x) {
  const float u = std::clamp((x - low) / (high - low), 0.0f, 1.0f);
  return u * u * (3 - 2 * u);
}

/// Uniform in [low, high) as a float.
inline float draw(Rng& rng, double low, double high) { return static_cast<float>(rng.uniform(low, high)); }

/// Value noise: random values on a lattice that repeats every 64 cells, joined smoothly.
class Noise {
 public:
  explicit Noise(Rng rng);
  /// In [-1, 1], mean 0; (x, y) in lattice cells.
  float at(float x, float y) const;
  /// Octaves of at(), each twice as fine and half as strong as the one before.
  float fractal(float x, float y, int octaves) const;

 private:
  static constexpr int kSide = 64;
  /// Floor of x. std::floor would be a function call if the processor's instruction for it may not be used.
  static int cell_of(float x) {
    const int truncated = static_cast<int>(x);
    return truncated - (x < static_cast<float>(truncated) ? 1 : 0);
  }
  static float ease(float u) { return u * u * (3 - 2 * u); }

  std::array<float, kSide * kSide> lattice_;
};

inline float Noise::at(float x, float y) const {
  const int left = cell_of(x);
  const int top = cell_of(y);
  const auto column = static_cast<unsigned>(left) % kSide;
  const auto row = static_cast<unsigned>(top) % kSide;
  const float u = ease(x - static_cast<float>(left));
  const float v = ease(y - static_cast<float>(top));
  const float* upper = lattice_.data() + row * kSide;
  const float* lower = lattice_.data() + (row + 1) % kSide * kSide;
  const unsigned next = (column + 1) % kSide;
  const float above = upper[column] + u * (upper[next] - upper[column]);
  const float below = lower[column] + u * (lower[next] - lower[column]);
  return above + v * (below - above);
}

}  // namespace xil
