#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xil {

/// Two items that look alike in some orientation.
struct NearPair {
  std::size_t first = 0, second = 0;  ///< first < second
  double similarity = 0;              ///< correlation of the thumbnails in the best of the eight orientations
};

/// Pairs whose thumbnails (kThumbnailSide x kThumbnailSide grey values) correlate by at least `least` under one of the four
/// quarter turns, mirrored or not. A perceptual hash names the candidates, the correlation decides.
std::vector<NearPair> near_pairs(std::span<const std::vector<std::uint8_t>> thumbnails, double least);

/// A number per item, equal for items that a chain of pairs connects; the least index of its group.
std::vector<std::size_t> connected_groups(std::size_t count, std::span<const NearPair> pairs);

}  // namespace xil
