#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "framework/core/interfaces/learner.h"
#include "framework/core/interfaces/records.h"
#include "framework/core/numeric/image.h"

namespace xil {

/// The item whose neighbours are sought.
struct NearQuery {
  std::span<const float> features;  ///< [width]
  int predicted = 0;                ///< its class, as the model has it
  std::vector<double> centre;       ///< [width], the mean of the pool's features: see centred_cosine()
};

/// A row of a table of features that lies near a query.
struct NearRow {
  std::size_t row = 0;
  Reason reason = Reason::NearHit;
  double similarity = 0;  ///< cosine of features centred on the pool's mean
};

/// Near hits are of the query's predicted class, near misses of another one.
struct NearGroups {
  std::vector<NearRow> hits, misses;

  /// By descending similarity, NaN last; equally similar ones keep their order.
  void sort_nearest_first();
};

/// Divides the named rows of `features` [rows, width], in the order in which they are named, into near hits and near
/// misses. `class_of` gives the class of a row: a predicted one, or a label.
NearGroups near_groups(const NearQuery& query, const Matrix& features, std::span<const std::size_t> rows,
                       const std::function<int(std::size_t)>& class_of);

/// Up to `most` near hits, then up to `most` near misses of a picture with these `features` and the class `predicted`,
/// nearest first. Rows marked in `left_out` are skipped.
/// Precondition: `pool` has features.
std::vector<NearRow> near_rows(const Prediction& pool, std::span<const float> features, std::size_t predicted,
                               std::size_t most, std::span<const std::uint8_t> left_out);

}  // namespace xil
