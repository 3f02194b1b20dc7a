#pragma once

#include <utility>

#include "framework/core/interfaces/dataset.h"
#include "framework/core/numeric/rng.h"

// Pictures, regions and edits that the tests of edits share.
namespace xil {

inline constexpr int kHeight = 20, kWidth = 30;

inline Image noise(int channels, std::uint32_t which) {
  Rng rng(7, {Purpose::Test, which});
  Image image(channels, kHeight, kWidth);
  for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(rng.below(256));
  return image;
}

inline Region rectangle(int top, int left, int height, int width) {
  Region region(kHeight, kWidth);
  for (int row = top; row < top + height; ++row) {
    for (int column = left; column < left + width; ++column) region.at(row, column) = 1;
  }
  return region;
}

inline Edit make_edit(EditKind kind, Region region = {}, std::uint32_t copy = 0) {
  Edit edit;
  edit.recipe.kind = kind;
  edit.seed = 42;
  edit.round = 3;
  edit.copy = copy;
  edit.region = std::move(region);
  return edit;
}

/// Pixels that differ between two pictures in some channel.
inline Region changed(const Image& a, const Image& b) {
  Region region(a.height, a.width);
  for (int channel = 0; channel < a.channels; ++channel) {
    for (int row = 0; row < a.height; ++row) {
      for (int column = 0; column < a.width; ++column) {
        if (a.at(channel, row, column) != b.at(channel, row, column)) region.at(row, column) = 1;
      }
    }
  }
  return region;
}

inline bool inside(const Region& inner, const Region& outer) {
  for (std::size_t i = 0; i < inner.values.size(); ++i) {
    if (inner.values[i] != 0 && outer.values[i] == 0) return false;
  }
  return true;
}

}  // namespace xil
