#include "framework/data/weld_texture.h"

#include <algorithm>
#include <cmath>

namespace xil {

float smoothstep(float low, float high, float x) {
  const float u = std::clamp((x - low) / (high - low), 0.0f, 1.0f);
  return u * u * (3 - 2 * u);
}

Noise::Noise(Rng rng) {
  for (float& value : lattice_) value = static_cast<float>(rng.next()) * 0x1.0p-31f - 1.0f;
}

float Noise::at(float x, float y) const {
  const float left = std::floor(x);
  const float top = std::floor(y);
  const auto column = static_cast<unsigned>(static_cast<int>(left)) % kSide;
  const auto row = static_cast<unsigned>(static_cast<int>(top)) % kSide;
  const float u = (x - left) * (x - left) * (3 - 2 * (x - left));
  const float v = (y - top) * (y - top) * (3 - 2 * (y - top));
  const float* upper = lattice_.data() + row * kSide;
  const float* lower = lattice_.data() + (row + 1) % kSide * kSide;
  const unsigned next = (column + 1) % kSide;
  const float above = upper[column] + u * (upper[next] - upper[column]);
  const float below = lower[column] + u * (lower[next] - lower[column]);
  return above + v * (below - above);
}

float Noise::fractal(float x, float y, int octaves) const {
  float sum = 0;
  float strength = 1;
  for (int octave = 0; octave < octaves; ++octave) {
    sum += strength * at(x, y);
    x = 2 * x + 17.3f;  // the offsets keep lattice points of different octaves apart
    y = 2 * y + 5.7f;
    strength *= 0.5f;
  }
  return sum;
}

}  // namespace xil
