#include "framework/core/interfaces/near_items.h"

#include <algorithm>

#include "framework/core/numeric/cosine.h"
#include "framework/core/numeric/order.h"

namespace xil {

void NearGroups::sort_nearest_first() {
  for (auto* group : {&hits, &misses}) std::ranges::stable_sort(*group, Descending{}, &NearRow::similarity);
}

NearGroups near_groups(const NearQuery& query, const Matrix& features, std::span<const std::size_t> rows,
                       const std::function<int(std::size_t)>& class_of) {
  NearGroups groups;
  for (const std::size_t row : rows) {
    const bool is_hit = class_of(row) == query.predicted;
    const double similarity = centred_cosine(query.features, features.row(row), query.centre);
    (is_hit ? groups.hits : groups.misses).push_back({row, is_hit ? Reason::NearHit : Reason::NearMiss, similarity});
  }
  return groups;
}

std::vector<NearRow> near_rows(const Prediction& pool, std::span<const float> features, std::size_t predicted,
                               std::size_t most, std::span<const std::uint8_t> left_out) {
  if (pool.features.rows == 0) return {};
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < pool.features.rows; ++row) {
    if (left_out[row] == 0) rows.push_back(row);
  }
  NearGroups groups =
      near_groups({features, static_cast<int>(predicted), column_means(pool.features)}, pool.features, rows,
                  [&](std::size_t row) { return static_cast<int>(argmax(pool.probabilities.row(row))); });
  groups.sort_nearest_first();
  for (auto* group : {&groups.hits, &groups.misses}) group->resize(std::min(most, group->size()));
  groups.hits.insert(groups.hits.end(), groups.misses.begin(), groups.misses.end());
  return groups.hits;
}

}  // namespace xil
