#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "framework/data/splits/near_duplicates.h"

namespace xil {

/// The pictures whose nearest neighbour correlates with them within [low, high).
struct SimilarityBin {
  double low = 0, high = 0;
  std::size_t pictures = 0;
};

/// The groups of near copies at one threshold.
struct CopyGroups {
  double threshold = 0;
  std::size_t groups = 0;   ///< of two pictures or more
  std::size_t grouped = 0;  ///< pictures in them
  std::size_t largest = 0;  ///< pictures of the largest group; 1 where there is none
};

/// What the correlations of a set's pictures say about `near_similarity`.
///
/// Gap: copies stand apart if a bin of the histogram holds at most a quarter of what the fullest bin on either side
/// holds, and both sides hold at least a twentieth of the pictures. The gap is the middle of the emptiest such bins, on
/// the histogram's scale, and at least .8, the least near_similarity. Pictures with an identical neighbour are left
/// out: every threshold keeps those together.
///
/// Groups too large: a split can only be dealt to its shares if no group is larger than the smallest side. At more than
/// kMostGroup of the pictures in one group, the least threshold of the ladder with smaller groups is proposed instead.
struct NearCopies {
  std::size_t pictures = 0;
  std::size_t identical = 0;             ///< pictures with a neighbour of correlation kIdentical or more
  std::vector<SimilarityBin> histogram;  ///< ascending; its bins divide 1 - correlation evenly on a logarithmic scale
  std::optional<double> gap;
  CopyGroups chosen;               ///< at the set's near_similarity
  std::vector<CopyGroups> ladder;  ///< at usual thresholds, ascending
  std::optional<double> proposed;  ///< a value for near_similarity; nothing: the set's own does, or none does
  std::optional<CopyGroups> groups_proposed;

  static constexpr double kIdentical = 0.99995, kMostGroup = 0.1;
  /// Whether one group holds most of the pictures, so that they all come to one side of the split.
  bool one_group() const { return 2 * chosen.largest > pictures && pictures > 1; }
  /// Whether other groups are those of the set's own threshold.
  bool same_as_chosen(const CopyGroups& groups) const {
    return groups.groups == chosen.groups && groups.grouped == chosen.grouped && groups.largest == chosen.largest;
  }
  bool too_large(const CopyGroups& groups) const {
    return static_cast<double>(groups.largest) > kMostGroup * static_cast<double>(pictures) && groups.largest > 2;
  }
};

/// `forest`: near_forest() of the thumbnails of `pictures` pictures.
NearCopies near_copies(std::size_t pictures, std::span<const NearPair> forest, double near_similarity);

}  // namespace xil
