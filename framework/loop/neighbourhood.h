#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/records.h"
#include "framework/loop/classification_metrics.h"

namespace xil {

/// How alike items with a defect and their `count` nearest pool items are, by cosine of features centred on the pool's
/// mean (what near hits and near misses rest on). Means over those of `items` that have a defect type; NaN where none
/// has: neighbour_same_type          share of the neighbours with the same defect type neighbour_overlap mean Jaccard
/// index of the marked defects; a neighbour without one counts 0 random_same_type, random_overlap    the same for a
/// random pool item: the mean over all of them random_defect_same_type, random_defect_overlap  for a random pool item
/// with a defect: what is left once the class is known
NamedValues neighbourhood_metrics(Learner& learner, const Dataset& dataset, std::span<const ItemId> items,
                                  std::size_t count);

/// A row of a pool that lies near a picture: a near hit if it is predicted as the picture is, else a near miss.
struct NearRow {
  std::size_t row = 0;
  Reason reason = Reason::NearHit;
  double similarity = 0;  ///< cosine of features centred on the pool's mean
};

/// Up to `most` near hits and then up to `most` near misses of a picture with these features, predicted as that class;
/// the nearest first. Rows that are marked in `left_out` are neither. `pool`: with features.
std::vector<NearRow> near_rows(const Prediction& pool, std::span<const float> features, std::size_t predicted,
                               std::size_t most, std::span<const std::uint8_t> left_out);

}  // namespace xil
