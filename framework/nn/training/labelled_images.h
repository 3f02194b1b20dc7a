#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "framework/core/numeric/image.h"

namespace xil {

/// Images of one size with their labels, packed: what a network trains on, once in memory. Where only its last layer
/// learns, features take the place of the pictures, of which those with a region stay.
struct LabelledImages {
  int channels = 0, height = 0, width = 0;
  std::vector<std::uint8_t> pixels;     ///< [n or m, channels, height, width]
  Matrix features;                      ///< [n, width], or nothing
  std::vector<int> labels;              ///< [n]
  std::vector<std::uint8_t> regions;    ///< [m, height, width], 1 inside: of those that have one
  std::vector<std::int64_t> region_of;  ///< [n] positions in `regions`, -1 for those without

  std::size_t size() const { return labels.size(); }
  /// Makes room for so many images like this one.
  void reserve(std::size_t count, const Image& like);
  /// `region`: of the gradient penalty; null for none. Fails where the image differs in size from
  /// those before, or the region from its image.
  void add(const Image& image, int label, const Region* region = nullptr);
  /// An example whose features stand in `features`.
  void add_label(int label);
};

}  // namespace xil
