#include "framework/data/codecs/tiff/tiff_pixels.h"

#include <cstring>

namespace xil {
namespace {

using Meaning = TiffSamples::Meaning;

int channels_of(const TiffSamples& samples, bool keeps_extra) {
  return (samples.meaning == Meaning::Palette ? 3 : samples.colours()) + (keeps_extra ? 1 : 0);
}

}  // namespace

TiffPixels::TiffPixels(const TiffSamples& samples, const TiffPalette& palette, int height, int width, Alpha alpha)
    : samples_(samples),
      palette_(palette),
      keeps_extra_(samples.extra && alpha == Alpha::Keep),
      pixels_(height, width, CV_MAKETYPE(samples.bits == 16 ? CV_16U : CV_8U, channels_of(samples, keeps_extra_))) {}

void TiffPixels::put(const std::uint8_t* from, int row, int left, int columns, int first, int count) {
  const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(left) * pixels_.channels();
  if (samples_.bits == 16) {
    put_as(from, pixels_.ptr<std::uint16_t>(row) + at, columns, first, count);
  } else {
    put_as(from, pixels_.ptr<std::uint8_t>(row) + at, columns, first, count);
  }
}

template <class T>
void TiffPixels::put_as(const std::uint8_t* from, T* to, int columns, int first, int count) const {
  for (int column = 0; column < columns; ++column, to += pixels_.channels()) {
    for (int i = 0; i < count; ++i) store(to, first + i, sample<T>(from, column * count + i));
  }
}

/// Fewer than 8 bits are spread over 8, but for numbers of a palette.
template <class T>
T TiffPixels::sample(const std::uint8_t* from, int index) const {
  if constexpr (sizeof(T) == 2) {
    T value = 0;
    std::memcpy(&value, from + 2 * static_cast<std::size_t>(index), 2);
    return value;
  }
  if (samples_.bits == 8) return from[index];
  const int per_byte = 8 / samples_.bits, most = (1 << samples_.bits) - 1;
  const int value = from[index / per_byte] >> (8 - samples_.bits * (index % per_byte + 1)) & most;
  return static_cast<T>(samples_.meaning == Meaning::Palette ? value : value * 255 / most);
}

template <class T>
void TiffPixels::store(T* to, int number, T value) const {
  if (number >= samples_.colours()) {
    if (keeps_extra_) to[pixels_.channels() - 1] = value;
    return;
  }
  switch (samples_.meaning) {
    case Meaning::Grey:
      to[0] = value;
      return;
    case Meaning::WhiteIsZero:
      to[0] = static_cast<T>(~value);
      return;
    case Meaning::Palette:
      for (std::size_t colour = 0; colour < 3; ++colour) to[2 - colour] = palette_[colour][value & 255];
      return;
    case Meaning::Rgb:
      to[2 - number] = value;
      return;
  }
}

}  // namespace xil
