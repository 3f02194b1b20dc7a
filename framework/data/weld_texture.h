#pragma once

#include <array>

#include "framework/core/image.h"
#include "framework/core/rng.h"

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
float smoothstep(float low, float high, float x);

/// Uniform in [low, high) as a float.
inline float draw(Rng& rng, double low, double high) {
  return static_cast<float>(rng.uniform(low, high));
}

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
  std::array<float, kSide * kSide> lattice_;
};

}  // namespace xil
