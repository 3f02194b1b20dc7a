#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>

#include "framework/data/codecs/png.h"

namespace xil {

/// The colours that a number of 8 bits stands for: red, green, blue.
using TiffPalette = std::array<std::array<std::uint8_t, 256>, 3>;

/// What the tags of a TIFF's picture say of its samples.
struct TiffSamples {
  enum class Meaning { Grey, WhiteIsZero, Palette, Rgb } meaning = Meaning::Grey;
  int bits = 1;        ///< of a sample: 1, 2, 4, 8 or 16
  int in_pixel = 1;    ///< samples of a pixel
  bool extra = false;  ///< the last sample of a pixel is no colour
  int colours() const { return meaning == Meaning::Rgb ? 3 : 1; }
};

/// Puts rows of samples, as libtiff gives them, into pixels: grey, or BGR, and the extra sample last where it is kept.
class TiffPixels {
 public:
  TiffPixels(const TiffSamples& samples, const TiffPalette& palette, int height, int width, Alpha alpha);

  /// The samples of `columns` pixels of one row: those from number `first` on, `count` of them per pixel.
  void put(const std::uint8_t* from, int row, int left, int columns, int first, int count);
  cv::Mat take() { return std::move(pixels_); }

 private:
  template <class T>
  void put_as(const std::uint8_t* from, T* to, int columns, int first, int count) const;
  template <class T>
  T sample(const std::uint8_t* from, int index) const;
  template <class T>
  void store(T* to, int number, T value) const;

  TiffSamples samples_;
  TiffPalette palette_;
  bool keeps_extra_;
  cv::Mat pixels_;
};

}  // namespace xil
