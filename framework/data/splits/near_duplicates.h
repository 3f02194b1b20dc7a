#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/catalogue/source_set.h"

namespace xil {

/// Two items that look alike in some orientation.
struct NearPair {
  std::size_t first = 0, second = 0;  ///< first < second
  double similarity = 0;              ///< correlation of the thumbnails in the best of the eight orientations
};

/// Pairs whose thumbnails (kThumbnailSide x kThumbnailSide grey values) have a correlation of at least `least` under
/// one of the four quarter turns, mirrored or not; ascending by first, then second. The correlation is Pearson's over
/// all pixels, computed from integers, so that turned copies have exactly 1. It is undefined for a constant thumbnail:
/// two constant ones are near copies, with similarity 1, if they differ by at most one grey value, and no other
/// thumbnail is near a constant one.
///
/// The candidates are found, as by a perceptual hash, by a signature of the low frequencies that is the same in all
/// orientations. Unlike a distance of hashes it bounds the correlation, so that no pair is lost.
/// Precondition: 0 < least <= 1.
std::vector<NearPair> near_pairs(std::span<const std::vector<std::uint8_t>> thumbnails, double least);

/// The pairs among a set's items.
std::vector<NearPair> near_pairs_of(const SourceSet& set, double least);

/// How alike the pictures of a set are at every threshold: pairs that connect them as the largest correlations do (a
/// maximum spanning forest). Joining those of at least `least` gives the groups of near_pairs() at that threshold, and
/// the largest of an item's pairs leads to its nearest neighbour; descending by similarity. Correlations below
/// kLeastAlike are not told apart: they join nothing. At most one pair fewer than there are thumbnails.
std::vector<NearPair> near_forest(std::span<const std::vector<std::uint8_t>> thumbnails);
inline constexpr double kLeastAlike = 0.4;

/// A number per item, equal for items that a chain of pairs connects: the smallest index of the group.
std::vector<std::size_t> connected_groups(std::size_t count, std::span<const NearPair> pairs);

}  // namespace xil
