#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "framework/core/interfaces/oracle.h"
#include "framework/loop/pool_state.h"

// What a person's page shows beside an item, and what it may have to show next.
namespace xil {

/// The pool item of a row, as a picture beside another.
ItemBeside near_item(const PoolState& state, const Neighbour& who, int given_label = kNoLabel);

/// Up to `most` near hits, then up to `most` near misses of a pool item by cosine of centred features, classes by
/// prediction; none where the state has no features.
std::vector<ItemBeside> near_items(const PoolState& state, std::size_t row, std::size_t most);

/// The rows of those neighbours that are taken from the pool.
std::vector<std::size_t> pool_rows(std::span<const Neighbour> neighbours);

/// The maps that may be wanted next: after an answer that corrects the model that of the first neighbour, else that of
/// the next query; in turn, and so on.
std::vector<ExplainTask> tasks_of(const PoolState& state, std::span<const std::size_t> neighbours,
                                  std::span<const std::size_t> queries);

}  // namespace xil
