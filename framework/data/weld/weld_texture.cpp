#include "framework/data/weld/weld_texture.h"

namespace xil {
Noise::Noise(Rng rng) {
  for (float& value : lattice_) value = static_cast<float>(rng.next()) * 0x1.0p-31f - 1.0f;
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
